"""One file per policy: allow, hold until a moment, or skip with a reason. Each decides over a whole batch at once."""
