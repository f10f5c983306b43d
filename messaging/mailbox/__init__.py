"""The local mailbox of an installation on one machine: takes mail over SMTP on loopback and shows it."""
