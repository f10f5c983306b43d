"""What providers tell us back: their signed calls, kept at the edge and applied in sets by a stage of the river."""
