"""What campaigns keep about contacts, and how it is told, erased and moved."""
