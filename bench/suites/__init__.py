"""What is measured: each suite is one function that returns its rows of the table."""
