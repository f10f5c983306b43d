"""The benchmark suite: every figure is a ratio against a baseline or the raw limit measured in the same run."""
