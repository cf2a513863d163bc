"""A home that texts: Home Assistant and the simulator, set up and shown to you."""
