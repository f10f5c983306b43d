"""One file per channel: where a contact is reached, and what makes an address usable."""
