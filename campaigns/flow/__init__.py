"""The flow document: parse, validate, compile. No ORM in this package; its tests need no database."""
