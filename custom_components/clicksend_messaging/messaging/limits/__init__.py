"""What may leave: how many messages, and for how much money."""
