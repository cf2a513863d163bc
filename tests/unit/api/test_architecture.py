"""The client stands alone: it could be published without Home Assistant."""

import ast
from collections.abc import Iterator
from pathlib import Path
import sys

import pytest

from custom_components.clicksend_messaging import api

FOLDER = Path(api.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    """Name all that a module imports, wherever in it; "." for its own package."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (name.name.partition(".")[0] for name in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]
            case ast.ImportFrom(level=level):
                yield "." * level


def _name(path: Path) -> str:
    """Name a module within the package."""
    return str(path.relative_to(FOLDER).with_suffix(""))


def test_modules_are_found() -> None:
    """There is something to look at."""
    assert FOLDER / "clicksend" / "messages.py" in MODULES


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_imports(path: Path) -> None:
    """A module needs Python, aiohttp with its URLs, and its neighbours."""
    depth = len(path.relative_to(FOLDER).parts)
    own = {"." * level for level in range(1, depth + 1)}
    allowed = {*sys.stdlib_module_names, "aiohttp", "yarl", *own}
    assert set(_imports(path)) - allowed == set()


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_home_assistant_is_not_imported_by_name(path: Path) -> None:
    """Nor is there a way around import statements."""
    words = {
        node.value.partition(".")[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert "homeassistant" not in words
