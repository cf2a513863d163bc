"""What was measured, what it should be, and whether it is."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Self, override

from .measure import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a contestant's figures, divided by those of another, should come to."""

    of: str
    beside: str | None = None
    at_most: float | None = None
    at_least: float | None = None

    def ratio(self, rounds: Mapping[str, Sequence[float]]) -> float:
        """Return the median of the rounds' ratios; without another, of the figures."""
        if self.beside is None:
            return median(rounds[self.of])
        pairs = zip(rounds[self.of], rounds[self.beside], strict=True)
        return median(one / other for one, other in pairs)

    def is_reached(self, rounds: Mapping[str, Sequence[float]]) -> bool:
        """Tell whether the ratio is where it should be."""
        ratio = self.ratio(rounds)
        return (self.at_most is None or ratio <= self.at_most) and (
            self.at_least is None or ratio >= self.at_least
        )

    @override
    def __str__(self) -> str:
        """Return what is divided by what."""
        return self.of if self.beside is None else f"{self.of} / {self.beside}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One kind of figure of one case: a list of rounds for each contestant."""

    case: str
    over: str
    measure: str
    unit: str
    rounds: Mapping[str, Sequence[float]]
    goals: Sequence[Goal] = ()

    def as_json(self) -> dict[str, Any]:
        """Return everything, with the medians and verdicts spelled out."""
        return {
            **asdict(self),
            "medians": {name: median(rounds) for name, rounds in self.rounds.items()},
            "goals": [
                {
                    **asdict(goal),
                    "ratio": goal.ratio(self.rounds),
                    "reached": goal.is_reached(self.rounds),
                }
                for goal in self.goals
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read back what ``as_json`` returned."""
        goals = [
            Goal(
                **{name: goal[name] for name in ("of", "beside", "at_most", "at_least")}
            )
            for goal in data["goals"]
        ]
        names = ("case", "over", "measure", "unit", "rounds")
        return cls(**{name: data[name] for name in names}, goals=goals)


def wall_and_cpu(
    case: str,
    over: str,
    measured: Mapping[str, Sequence[Figures]],
    *,
    per: str,
    wall_goals: Sequence[Goal] = (),
    cpu_goals: Sequence[Goal] = (),
) -> list[Result]:
    """Return both kinds of figures."""
    return [
        Result(
            case=case,
            over=over,
            measure=f"time per {per}",
            unit="s",
            rounds={n: [f.wall for f in figures] for n, figures in measured.items()},
            goals=wall_goals,
        ),
        Result(
            case=case,
            over=over,
            measure=f"CPU per {per}",
            unit="s",
            rounds={n: [f.cpu for f in figures] for n, figures in measured.items()},
            goals=cpu_goals,
        ),
    ]
