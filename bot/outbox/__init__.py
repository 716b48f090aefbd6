"""What leaves: whether it may now, how it looks on a channel, and when it is tried again."""
