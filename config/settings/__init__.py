"""Settings: `base` runs one machine, `test` the tests, `production` anything that others can reach."""
