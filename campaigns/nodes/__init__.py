"""The node types. This list is what registers them: a new type adds its file and one line here."""
