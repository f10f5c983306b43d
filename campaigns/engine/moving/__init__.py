"""Moving those who are on the way to a newer version of their flow: the batches of an order, and their stage."""
