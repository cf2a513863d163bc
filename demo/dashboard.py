"""The demo's dashboard."""

from pathlib import Path

import yaml

from .stack.api import HomeAssistantApi

URL_PATH = "clicksend-demo"
_FILE = Path(__file__).parent / "home" / "dashboard.yaml"


async def add_dashboard(api: HomeAssistantApi) -> None:
    """Add the dashboard and open it first after a login."""
    # It lists what happened. That an account was set up a moment ago is no news.
    await api.act("recorder.purge_entities", domains=["event", "notify"], keep_days=0)
    await api.command(
        "lovelace/dashboards/create",
        url_path=URL_PATH,
        title="ClickSend",
        icon="mdi:message-text",
        show_in_sidebar=True,
        require_admin=False,
    )
    config = yaml.safe_load(_FILE.read_text())
    await api.command("lovelace/config/save", url_path=URL_PATH, config=config)
    await api.command(
        "frontend/set_user_data", key="core", value={"default_panel": URL_PATH}
    )
