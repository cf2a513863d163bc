"""What has to change so that recipients are in step with a contact list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on a list; ``number`` is E.164, or ``None`` if it cannot be used."""

    contact_id: str
    name: str = field(repr=False)
    number: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A recipient that came from the list."""

    subentry_id: str
    contact_id: str
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who is added, who is what is in a subentry from now on, and whose goes."""

    added: Sequence[Person]
    kept: Mapping[str, Person]
    removed: Sequence[str]
    skipped: int


def make_plan(
    people: Sequence[Person], imported: Sequence[Imported], taken: Iterable[str]
) -> Plan:
    """Return what has to be done.

    Somebody who is skipped but was imported before stays as they are: they are still
    on the list.

    Args:
        people: everybody on the list.
        imported: the recipients that came from it.
        taken: the numbers of all other recipients.

    """
    by_contact = {each.contact_id: each for each in imported}
    owners = _owners(people, by_contact, frozenset(taken))
    on_list = {person.contact_id for person in people}
    gone = {each.number: each for each in imported if each.contact_id not in on_list}
    added: list[Person] = []
    kept: dict[str, Person] = {}
    for number, person in owners.items():
        # A list that is filled anew has the same people with other ids.
        before = by_contact.get(person.contact_id) or gone.pop(number, None)
        if before is None:
            added.append(person)
        else:
            kept[before.subentry_id] = person
    return Plan(
        added=added,
        kept=kept,
        removed=[each.subentry_id for each in gone.values()],
        skipped=len(people) - len(owners),
    )


def _owners(
    people: Sequence[Person], by_contact: Mapping[str, Imported], taken: frozenset[str]
) -> dict[str, Person]:
    """Return whose each number is: of who has it already, else of the first."""

    def is_new(person: Person) -> bool:
        before = by_contact.get(person.contact_id)
        return before is None or before.number != person.number

    in_order = sorted(people, key=is_new)
    while True:
        owners: dict[str, Person] = {}
        for person in in_order:
            if person.number is not None and person.number not in taken:
                owners.setdefault(person.number, person)
        owning = {person.contact_id for person in owners.values()}
        # Who stays as they are keeps their number, and may so stand in somebody's way.
        staying = {
            by_contact[person.contact_id].number
            for person in people
            if person.contact_id in by_contact and person.contact_id not in owning
        }
        if staying <= taken:
            return owners
        taken |= staying
