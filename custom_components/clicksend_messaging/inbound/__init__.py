"""The way in: poll, inbox, and from there to entities and triggers."""
