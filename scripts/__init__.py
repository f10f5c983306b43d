"""What `make` runs: set-up, the process group of one machine, and the tools around the tests. No domain code."""
