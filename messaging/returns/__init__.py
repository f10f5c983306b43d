"""What comes back by mail of senders whose provider tells nothing: bounces, complaints, answers, from a mailbox."""
