"""Look into the integration's source for the keys it uses."""

import ast
from collections.abc import Iterator
from pathlib import Path


def keyword_constants(
    folder: Path, name: str, *, beside: str | None = None
) -> set[str]:
    """Return the strings given to calls by that name, perhaps beside another."""
    return {
        keyword.value.value
        for call in _nodes(folder, ast.Call)
        if beside is None or any(other.arg == beside for other in call.keywords)
        for keyword in call.keywords
        if keyword.arg == name
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
    }


def constants_in(folder: Path, *, dictionary_key: str) -> set[str]:
    """Return the strings that dictionaries written out have under that key."""
    return {
        value.value
        for dictionary in _nodes(folder, ast.Dict)
        for key, value in zip(dictionary.keys, dictionary.values, strict=True)
        if isinstance(key, ast.Constant)
        and key.value == dictionary_key
        and isinstance(value, ast.Constant)
        and isinstance(value.value, str)
    }


def first_arguments(folder: Path, method: str) -> set[str]:
    """Return the strings that calls of a method by that name begin with."""
    return {
        call.args[0].value
        for call in _nodes(folder, ast.Call)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == method
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def imported_modules(folder: Path) -> set[str]:
    """Return the full names of the modules that are imported."""
    imports = (node.names for node in _nodes(folder, ast.Import))
    return {alias.name for names in imports for alias in names} | {
        node.module for node in _nodes(folder, ast.ImportFrom) if node.module
    }


def _nodes[Node: ast.AST](folder: Path, kind: type[Node]) -> Iterator[Node]:
    """Yield all nodes of a kind, in every module."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, kind):
                yield node
