"""Whatever happens to a list, everybody on it ends up as one recipient."""

from collections.abc import Sequence

from hypothesis import given, strategies as st
import pytest

from custom_components.clicksend_messaging.people.plan import (
    Imported,
    Person,
    Plan,
    make_plan,
)

NUMBERS = [f"+1202555010{digit}" for digit in range(6)]

numbers = st.sampled_from(NUMBERS)
contact_ids = st.sampled_from("abcdefg")
people = st.lists(
    st.builds(
        Person, contact_id=contact_ids, name=st.just("Ann"), number=st.none() | numbers
    ),
    unique_by=lambda person: person.contact_id,
)
# Before: who was imported, and the numbers of others, each number once.
recipients = st.dictionaries(numbers, st.none() | contact_ids).filter(
    lambda found: len(ids := [each for each in found.values() if each]) == len(set(ids))
)


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


def as_imported(found: dict[str, str | None]) -> list[Imported]:
    """Return who was imported."""
    return [
        Imported(subentry_id=f"of {contact}", contact_id=contact, number=number)
        for number, contact in found.items()
        if contact
    ]


def carried_out(plan: Plan, imported: Sequence[Imported]) -> list[Imported]:
    """Return who is imported afterwards."""
    after = []
    for each in imported:
        if each.subentry_id in plan.removed:
            assert each.subentry_id not in plan.kept
            continue
        person = plan.kept.get(each.subentry_id)
        after.append(each if person is None else as_one(each.subentry_id, person))
    return [*after, *(as_one(f"new {p.contact_id}", p) for p in plan.added)]


def as_one(subentry_id: str, person: Person) -> Imported:
    """Return a recipient who is somebody on the list."""
    assert person.number is not None
    return Imported(
        subentry_id=subentry_id, contact_id=person.contact_id, number=person.number
    )


@given(on_list=people, found=recipients)
def test_in_step(on_list: list[Person], found: dict[str, str | None]) -> None:
    """Nobody twice, nobody without reason left out or gone, and then it is quiet."""
    imported = as_imported(found)
    taken = {number for number, contact in found.items() if contact is None}
    ids = {person.contact_id for person in on_list}

    plan = make_plan(on_list, imported, taken)
    after = carried_out(plan, imported)

    # One owner a number, one recipient a contact, and those of others are not touched.
    assert len({each.number for each in after} | taken) == len(after) + len(taken)
    assert len({each.contact_id for each in after}) == len(after)
    # Only who is on the list, and everybody who was there before and still is.
    assert {each.contact_id for each in after} <= ids
    assert {each.contact_id for each in imported} & ids <= {
        each.contact_id for each in after
    }
    # Every number on the list that can be used is somebody's.
    reached = taken | {each.number for each in after}
    assert {person.number for person in on_list} - {None} <= reached
    up_to_date = {each.contact_id: each.number for each in after}
    skipped = [
        person
        for person in on_list
        if person.number is None or up_to_date.get(person.contact_id) != person.number
    ]
    assert plan.skipped == len(skipped)
    again = make_plan(on_list, after, taken)
    assert not again.added
    assert not again.removed
    assert carried_out(again, after) == after
    assert again.skipped == plan.skipped
