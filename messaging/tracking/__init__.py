"""What comes back from sent messages over the web: unsubscribing, opens and clicks."""
