"""The durable record of messages on their way."""
