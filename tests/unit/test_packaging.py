"""What Home Assistant, its checks for custom integrations and HACS ask of the files."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
import subprocess
import tomllib
from typing import Any

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant.const import Platform
from homeassistant.helpers.selector import validate_selector
from homeassistant.helpers.service import _SERVICES_SCHEMA
from homeassistant.util.yaml import load_yaml_dict
from PIL import Image
import pytest
import voluptuous as vol

from custom_components import clicksend_messaging
from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.services import ACTIONS
from tests.unit.source import imported_modules

INTEGRATION = Path(clicksend_messaging.__file__).parent
REPOSITORY = INTEGRATION.parent.parent


def read_json(path: Path) -> Any:
    """Return what is in a file."""
    return json.loads(path.read_text(encoding="utf-8"))


MANIFEST: dict[str, Any] = read_json(INTEGRATION / "manifest.json")
ENGLISH: dict[str, Any] = read_json(INTEGRATION / "translations/en.json")
ICONS: dict[str, Any] = read_json(INTEGRATION / "icons.json")
PROJECT: dict[str, Any] = tomllib.loads(
    (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
)


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


def test_manifest_has_the_keys_of_a_custom_integration() -> None:
    """All that HACS asks for, nothing unknown, in the order that hassfest wants."""
    first, *others = ("domain", "name"), *MANIFEST
    assert tuple(others[:2]) == first
    assert others[2:] == sorted(others[2:])
    assert set(MANIFEST) == {
        *("domain", "name", "after_dependencies", "codeowners", "config_flow"),
        *("dependencies", "documentation"),
        *("integration_type", "iot_class", "issue_tracker", "loggers"),
        *("requirements", "version"),
    }


def test_manifest_says_what_is_so() -> None:
    """The domain is the folder's, and the addresses are real web addresses."""
    assert MANIFEST["domain"] == DOMAIN == INTEGRATION.name
    assert MANIFEST["config_flow"] is True
    assert MANIFEST["integration_type"] == "service"
    assert MANIFEST["iot_class"] == "cloud_polling"
    assert MANIFEST["loggers"] == [f"custom_components.{DOMAIN}"]
    assert all(owner.startswith("@") for owner in MANIFEST["codeowners"])
    for key in ("documentation", "issue_tracker"):
        assert MANIFEST[key].startswith("https://")
        # Only Home Assistant's own integrations are documented there.
        assert not MANIFEST[key].startswith("https://www.home-assistant.io")


def test_version_is_the_same_everywhere() -> None:
    """HACS, Home Assistant and the package agree on it."""
    version = AwesomeVersion(
        MANIFEST["version"], ensure_strategy=AwesomeVersionStrategy.SEMVER
    )

    assert version == PROJECT["project"]["version"]


def test_requirements_are_pinned_as_they_are_tested() -> None:
    """A user gets the very release that the tests ran with."""
    for requirement in MANIFEST["requirements"]:
        name, _, version = requirement.partition("==")
        assert version, requirement
        pins = {
            pin
            for group in PROJECT["dependency-groups"].values()
            for pin in group
            if re.match(rf"{re.escape(name)}\W", pin)
        }
        assert pins == {requirement}


def test_components_in_use_are_declared() -> None:
    """A platform is there for everybody; any other has to be a dependency."""
    used = {
        module.split(".")[2]
        for module in imported_modules(INTEGRATION)
        if module.startswith("homeassistant.components.")
    }

    assert used
    assert used <= {*Platform, *MANIFEST.get("dependencies", [])}


def test_hacs_offers_it_to_versions_that_can_run_it() -> None:
    """No older Home Assistant than the tests use."""
    hacs = read_json(REPOSITORY / "hacs.json")

    assert hacs == {"name": MANIFEST["name"], "homeassistant": "2026.10.0"}


@pytest.mark.parametrize(
    ("name", "size"), [("icon.png", (256, 256)), ("icon@2x.png", (512, 512))]
)
def test_icon_has_the_size_that_the_frontend_expects(
    name: str, size: tuple[int, int]
) -> None:
    """Square, in both resolutions."""
    with Image.open(INTEGRATION / "brand" / name) as icon:
        assert icon.format == "PNG"
        assert icon.size == size


def strings(branch: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text with the path of its keys."""
    for key, value in branch.items():
        if isinstance(value, dict):
            yield from strings(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def test_wording_is_what_hassfest_accepts() -> None:
    """Plain text: no address, no markup, no reference, nothing to trim."""
    for path, text in strings(ENGLISH):
        for key in path.split("."):
            assert re.fullmatch(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?", key), path
        assert text, path
        assert text == text.strip(), path
        bad = r"https?:|www\.|<[a-z/!]|\[%key:|'\{\w+\}'|  "
        assert not re.search(bad, text), path


def test_sentences_end_and_labels_do_not() -> None:
    """A full stop, or a question mark, where there is a sentence."""
    for path, text in strings(ENGLISH):
        sentence = re.search(
            r"(^|\.)(description|message)$|\.(data_description|error|abort)\.", path
        )
        assert text.endswith((".", "?")) == bool(sentence), path


def test_only_english_is_shipped_by_hand() -> None:
    """References and a strings.json are for Home Assistant's own integrations."""
    assert [path.name for path in (INTEGRATION / "translations").iterdir()] == [
        "en.json"
    ]
    assert not (INTEGRATION / "strings.json").exists()


def test_icons_are_of_the_set_that_the_frontend_has() -> None:
    """Material Design Icons."""
    for path, icon in strings(ICONS):
        assert re.fullmatch(r"mdi:[a-z0-9-]+", icon), path


@pytest.mark.parametrize("action", ACTIONS)
def test_form_of_the_action_is_what_the_action_takes(action: str) -> None:
    """The same fields in the editor, the schema and the translations."""
    written = load_yaml_dict(str(INTEGRATION / "services.yaml"))
    described = _SERVICES_SCHEMA(written)
    # Keys that begin with a dot are for Home Assistant's own integrations.
    assert set(written) == set(described) == set(ACTIONS)
    fields = described[action]["fields"]
    schema = {str(marker): marker for marker in ACTIONS[action].schema.schema}

    assert set(fields) == set(schema) == set(ENGLISH["services"][action]["fields"])
    for name, field in fields.items():
        assert validate_selector(written[action]["fields"][name]["selector"])
        required = isinstance(schema[name], vol.Required)
        assert field.get("required", False) == required
        # One at a time: a message and a template exclude each other.
        if "example" in field and not any(
            isinstance(marker, vol.Required) for marker in schema.values()
        ):
            assert ACTIONS[action].schema({name: field["example"]})


def repository_files() -> list[Path]:
    """Return what is committed, or would be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (REPOSITORY / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


@pytest.mark.parametrize(
    "pattern",
    [
        # Where packages come from is for each machine to say.
        rb"pypi\.(?:org|python)|pythonhosted\.org|npmjs\.(?:org|com)|yarnpkg\.com",
        rb"(?:deb|ftp|security|snapshot)\.debian\.org|ubuntu\.com/ubuntu",
        # A path of the machine that somebody works at.
        rb"(?<![\w.*])/(?:home|Users|root|work|opt|mnt)/[\w.]+",
        rb"[A-Z]:\\\\Users",
        rb"/tmp/(?!\$|\{)[\w.]+",
    ],
)
def test_repository_is_at_home_on_every_machine(pattern: bytes) -> None:
    """No file names a package registry's host or a path of one machine."""
    files = repository_files()
    assert INTEGRATION / "manifest.json" in files
    own = Path(__file__)
    found = {
        f"{path.relative_to(REPOSITORY)}: {match.group().decode(errors='replace')}"
        for path in files
        if path != own
        for match in re.finditer(pattern, path.read_bytes())
    }

    assert found == set()


def test_there_are_no_lock_files() -> None:
    """They hold the addresses of a registry."""
    names = {path.name for path in repository_files()}

    assert not names & {
        *("uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock", "pylock.toml"),
        *("package-lock.json", "yarn.lock", "pnpm-lock.yaml"),
    }
