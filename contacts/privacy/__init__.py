"""One person's data: who holds some, taking it out, erasing it, and moving it to another contact."""
