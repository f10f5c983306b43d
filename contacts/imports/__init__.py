"""Reading a CSV file of contacts: pieces that `contacts.services.imports` puts together. Other formats go beside it."""
