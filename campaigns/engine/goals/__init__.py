"""Goals: conversions found by events, by sweeps and before passes; and bringing those who reached one to their end."""
