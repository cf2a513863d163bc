"""What is sent: texts, pictures, voices, and where they come from."""
