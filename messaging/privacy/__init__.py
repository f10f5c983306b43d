"""What messaging keeps about contacts, and how it is told, erased and moved."""
