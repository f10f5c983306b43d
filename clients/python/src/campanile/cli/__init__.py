"""The command-line client. Every command is a thin layer over `campanile.Client`."""
