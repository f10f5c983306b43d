"""What became of messages, counted: the triggers that count stand in the migrations, the compaction and reads here."""
