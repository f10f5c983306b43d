"""The e-mail API's templates (seed 002)."""
