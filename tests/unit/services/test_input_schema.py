"""Whether the input of one of Membrane's actions is what its schema asks for."""

from typing import Any

import pytest

from custom_components.clicksend_messaging.services.input_schema import problems

NAME = {"type": "string"}


def obj(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object with these properties, which may have more."""
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("schema", "given"),
    [
        (None, {"a": 1}),
        ({}, {"a": 1}),
        (True, {"a": 1}),
        (obj(a=NAME), {"a": "b", "more": 1}),
        (obj(a=obj(b=NAME)), {"a": {"more": [1]}}),
        (obj(a={"type": "array", "items": obj(b=NAME)}), {"a": [{"more": 1}]}),
        ({"allOf": [obj(a=NAME), obj(b=NAME)]}, {"a": "a", "b": "b"}),
        ({"$ref": "#/$defs/x", "$defs": {"x": obj(a=NAME)}}, {"more": 1}),
        # Names of properties that are also keywords.
        (obj(properties=obj(a=NAME), format=NAME), {"properties": {"b": 1}}),
        (obj(format=NAME, enum=NAME), {"format": "a", "enum": "b"}),
        # Values that look like schemas.
        (
            obj(a={"enum": [{"properties": 1, "format": 2}]}),
            {"a": {"properties": 1, "format": 2}},
        ),
        # A format is a remark.
        (obj(a={**NAME, "format": "email"}), {"a": "walrus"}),
        # What nobody knows is left out of account.
        ({**obj(a={**NAME, "x-walrus": 1}), "isDraft": True}, {"a": "a"}),
        (obj(a={**NAME, "default": "b"}), {}),
    ],
)
def test_what_fits(schema: Any, given: dict[str, Any]) -> None:
    """Whatever is not forbidden is allowed."""
    assert problems(schema, given) == []


@pytest.mark.parametrize(
    ("schema", "given", "expected"),
    [
        ({**obj(), "additionalProperties": False}, {"a": 1}, "a: not a valid option"),
        ({**obj(), "required": ["a"]}, {}, "a: required key not provided"),
        (obj(a=obj(b=NAME)), {"a": {"b": 1}}, "a.b: expected str"),
        (obj(a={"type": "integer"}), {"a": True}, "a: expected integer"),
        (obj(a={"type": "integer"}), {"a": "5"}, "a: expected integer"),
        (
            obj(a={"type": "array", "uniqueItems": True}),
            {"a": ["secret", "secret"]},
            "a: contains duplicate items",
        ),
        ({"minProperties": 1, "type": "object"}, {}, None),
        ({"not": {}}, {}, "value must not match the 'not' schema"),
        (False, {}, None),
    ],
)
def test_what_does_not_fit(
    schema: Any, given: dict[str, Any], expected: str | None
) -> None:
    """It is said where, and which rule, and never what the value was."""
    (problem,) = problems(schema, given)

    assert "secret" not in problem
    assert expected in {None, problem}


def test_much_that_does_not_fit() -> None:
    """Not all of it is listed."""
    names = [f"name_{number}" for number in range(50)]

    found = problems({"type": "object", "required": names}, {})

    assert found[0] == "name_0: required key not provided"
    assert len(found) == 10


DEEP: Any = {"type": "string"}
for _ in range(3000):
    DEEP = {"items": DEEP}


@pytest.mark.parametrize(
    "part",
    [
        {"patternProperties": {"^a": NAME}},
        {"dependencies": {"a": ["b"]}},
        {"properties": {"a": {"type": "walrus"}}},
        {"properties": {"a": {"pattern": r"\p{L}"}}},
        {"properties": {"a": {"pattern": "(a+)+$"}}},
        {"properties": {"a": {"$ref": "https://example.com/schema"}}},
        {"properties": {"a": {"exclusiveMinimum": True}}},
        {"properties": ["a"]},
        {"items": [NAME]},
        {"properties": {"a": DEEP}},
    ],
    ids=lambda part: str(part)[:40],
)
def test_schema_that_cannot_be_read(part: dict[str, Any]) -> None:
    """The action can be run all the same, with all that it requires."""
    schema = {"type": "object", "required": ["a", "b", 5], **part}

    assert problems(schema, {"a": 1, "b": 2}) == []
    assert problems(schema, {"b": 2}) == ["a: required key not provided"]


@pytest.mark.parametrize("schema", [[], "walrus", 5, {"required": 5, "type": "x"}])
def test_what_is_no_schema(schema: Any) -> None:
    """Nothing can be told by it."""
    assert problems(schema, {"a": 1}) == []
