"""The e-mail API's contacts (seed 002): put in by any identity, one or many, which campaigns hear of."""
