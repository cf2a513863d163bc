"""The results as plain text."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from .results import Goal, Result

_UNITS = (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6))


def described(about: Mapping[str, Any]) -> str:
    """Return what the figures were measured on, in two lines."""
    machine = about["machine"]
    versions = [f"{name} {number}" for name, number in about["versions"].items()]
    return (
        f"{machine['processors']} x {machine['processor']}, {machine['system']}, load "
        f"{machine['load_average']}, fsync {_seconds(machine['fsync_seconds'])}\n"
        f"{', '.join(versions)}"
    )


def table(results: Sequence[Result]) -> str:
    """Return the medians of all contestants, and below the ratios with their goals."""
    figures = [
        (
            result.case,
            result.over,
            result.measure,
            "   ".join(
                f"{name} {_figure(median(rounds), result.unit)}"
                for name, rounds in result.rounds.items()
            ),
        )
        for result in results
    ]
    ratios = [
        (
            result.case,
            result.over,
            result.measure,
            str(goal),
            f"{goal.ratio(result.rounds):.2f}",
            *_verdict(goal, result),
        )
        for result in results
        for goal in result.goals
    ]
    return "\n\n".join(
        (
            _aligned([("case", "over", "measure", "median of the rounds"), *figures]),
            _aligned([("case", "over", "measure", "ratio", "is", "goal", ""), *ratios]),
        )
    )


def _verdict(goal: Goal, result: Result) -> tuple[str, str]:
    """Return what was aimed at, and whether it was hit."""
    if goal.at_most is not None:
        aim = f"at most {goal.at_most:g}"
    elif goal.at_least is not None:
        aim = f"at least {goal.at_least:g}"
    else:
        return "", ""
    return aim, "reached" if goal.is_reached(result.rounds) else "NOT REACHED"


def _figure(value: float, unit: str) -> str:
    """Return a figure in a unit that suits its size."""
    return _seconds(value) if unit == "s" else f"{value:g}"


def _seconds(value: float) -> str:
    """Return a time with three digits."""
    unit, size = next((item for item in _UNITS if value >= item[1]), _UNITS[-1])
    return f"{value / size:.3g} {unit}"


def _aligned(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as columns of text."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    return "\n".join(
        "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in zip(*columns, strict=True)
    )
