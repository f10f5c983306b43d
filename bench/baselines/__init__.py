"""What our figures are held against: the usual design, and the bare limit of the part underneath."""
