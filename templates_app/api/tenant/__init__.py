"""Templates in the tenant API (seed 001). Translation only."""
