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


def test_modules_are_found() -> None:
    """There is something to look at."""
    assert FOLDER / "clicksend.py" in MODULES


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_imports(path: Path) -> None:
    """A module needs Python, aiohttp with its URLs, and its neighbours."""
    allowed = {*sys.stdlib_module_names, "aiohttp", "yarl", "."}
    assert set(_imports(path)) - allowed == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_home_assistant_is_not_imported_by_name(path: Path) -> None:
    """Nor is there a way around import statements."""
    words = {
        node.value.partition(".")[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert "homeassistant" not in words
