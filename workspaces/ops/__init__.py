"""What operators and their machines ask: is it up, is it ready, what are the numbers."""
