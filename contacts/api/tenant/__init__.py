"""Events in the tenant API."""
