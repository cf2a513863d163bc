"""Every module rests on others that do not rest on it."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

from custom_components import clicksend_messaging

FOLDER = Path(clicksend_messaging.__file__).parent


def _imports(path: Path) -> Iterator[Path]:
    """Go through the modules that a module imports, also for their types only."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        package = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
        for name in node.names:
            # A module, what a module has, or what a package hands on.
            places = package / name.name, package, package / "__init__"
            found = (place.with_suffix(".py") for place in places)
            yield next(place for place in found if place.is_file())


def test_no_two_modules_need_each_other() -> None:
    """There is an order in which they can be read."""
    graph = {path: set(_imports(path)) - {path} for path in FOLDER.rglob("*.py")}

    order = list(TopologicalSorter(graph).static_order())

    assert order.index(FOLDER / "const.py") < order.index(FOLDER / "coordinator.py")
    assert order.index(FOLDER / "coordinator.py") < order.index(FOLDER / "runtime.py")
    assert len(order) == len(graph)
