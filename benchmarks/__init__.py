"""What the integration costs, beside Home Assistant's own and beside nothing at all."""
