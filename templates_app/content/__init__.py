"""What a template's content may be, per channel: one file each, named in `channels.py`."""
