"""The Runtime API's campaigns (seed 003): triggered and controlled from somebody's backend."""
