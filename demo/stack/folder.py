"""A Home Assistant configuration folder, made from the demo's home."""

import json
from pathlib import Path
import shutil

_ROOT = Path(__file__).parents[2]
_HOME = _ROOT / "demo" / "home"
_INTEGRATION = "clicksend_messaging"
_LONG_AGO = "2020-01-01T00:00:00+00:00"


def make_folder(folder: Path, port: int) -> None:
    """Fill an empty folder, for a Home Assistant that listens on that port."""
    shutil.copytree(_HOME, folder, dirs_exist_ok=True)
    (folder / "secrets.yaml").write_text(f"own_url: http://127.0.0.1:{port}\n")
    components = folder / "custom_components"
    components.mkdir()
    (components / _INTEGRATION).symlink_to(_ROOT / "custom_components" / _INTEGRATION)
    storage = folder / ".storage"
    storage.mkdir()
    _store(storage, "http", 3, 1, _http(port))
    _store(storage, "onboarding", 4, 1, {"done": ["core_config"]})
    _store(storage, "core.config_entries", 1, 5, {"entries": [_marketplace()]})


def _http(port: int) -> dict[str, object]:
    """Listen on loopback only. YAML cannot say so any more."""
    settings = {
        "server_host": ["127.0.0.1"],
        "server_port": port,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": True,
        "ssl_profile": "intermediate_v6",
        "use_x_frame_options": True,
        "created_at": _LONG_AGO,
        "error": None,
        "error_message": None,
    }
    return {"stable": settings, "pending": None, "yaml_migration_done": True}


def _marketplace() -> dict[str, object]:
    """Turn off what would fetch a catalogue from the internet."""
    return {
        "entry_id": "marketplace",
        "domain": "marketplace",
        "title": "",
        "unique_id": None,
        "data": {},
        "options": {},
        "subentries": [],
        "version": 1,
        "minor_version": 1,
        "source": "system",
        "disabled_by": "user",
        "discovery_keys": {},
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "created_at": _LONG_AGO,
        "modified_at": _LONG_AGO,
    }


def _store(
    storage: Path, key: str, version: int, minor_version: int, data: object
) -> None:
    """Write one of Home Assistant's storage files."""
    content = {
        "version": version,
        "minor_version": minor_version,
        "key": key,
        "data": data,
    }
    (storage / key).write_text(json.dumps(content))
