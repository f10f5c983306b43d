"""What decides over a campaign as a whole: locks, guarded moves, holds, versions, runs. Services and stages use it."""
