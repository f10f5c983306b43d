"""What contacts say of their consent themselves: confirming a request, and the preference page."""
