"""What can be asked of any channel."""

from .cancel import cancel_routes
from .channels import Channel
from .history import history_route
from .price import price_route
from .routes import Route
from .send import send_route


def messaging_routes(channel: Channel) -> tuple[Route, ...]:
    """Return the routes for sending, pricing, listing and cancelling."""
    return (
        send_route(channel),
        price_route(channel),
        history_route(channel),
        *cancel_routes(channel),
    )
