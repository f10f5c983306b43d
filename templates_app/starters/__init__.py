"""What a new template may begin as: whole contents to be changed, one file per channel, listed in `registry.py`."""
