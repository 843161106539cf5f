"""What the search through the runs of a diagram goes by: states, moves, and what a scope can come to."""

from dataclasses import dataclass, field

from webapp.engine.facts import NOTHING, OPEN, Known

# The legal steps that have been done, and those that are owed since something was told urgently, marked by OWED.
Legal = frozenset[str]
NONE: Legal = frozenset()
OWED = "still owed: "


def followed_by(before: Legal, after: Legal) -> Legal:
    """What is done and owed after one part of a run and then another: a step pays what was owed before it."""
    paid = {f"{OWED}{step}" for step in after}
    return (before - paid) | after


def owed_in(legal: Legal) -> list[str]:
    """The legal steps that are still owed."""
    return sorted(own.removeprefix(OWED) for own in legal if own.startswith(OWED))


@dataclass(frozen=True, slots=True)
class State:
    """Where tokens are (a flow and how many), which legal steps have been done, and what is settled."""

    tokens: tuple[tuple[str, int], ...]
    legal: Legal = NONE
    known: Known = NOTHING


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that may come of an element: tokens taken and given, legal steps done, variables settled."""

    taken: tuple[str, ...]
    given: tuple[str, ...]
    legal: Legal = NONE
    settles: Known = NOTHING
    ends: str = ""
    also: tuple[str, ...] = ()
    disclosures: tuple[tuple[str, Legal, tuple[str, ...]], ...] = ()


@dataclass(slots=True)
class Summary:
    """How a scope can end, and with which legal steps done each disclosure in it can be reached.

    `interrupting` is set for an event sub-process that ends the other work of its scope; `settles` are the variables
    that are settled anywhere inside; `owing` is what may be owed at any moment inside.
    """

    ends: set[tuple[Legal, Known]] = field(default_factory=set)
    settles: set[str] = field(default_factory=set)
    owing: Legal = NONE
    interrupting: bool = False
    disclosures: dict[str, tuple[set[Legal], tuple[str, ...]]] = field(default_factory=dict)

    def add_disclosure(self, element: str, legal: Legal, path: tuple[str, ...]) -> None:
        """Notes that a disclosure can be reached; the path kept is that with the fewest legal steps."""
        sets, known = self.disclosures.get(element, (set(), path))
        fewest = min((len(one) for one in sets), default=len(legal) + 1)
        sets.add(legal)
        self.disclosures[element] = (sets, path if len(legal) < fewest else known)

    def add(self, other: "Summary") -> None:
        """Takes over what may happen in another scope."""
        self.ends |= other.ends
        self.settles |= other.settles
        self.owing |= other.owing
        for own, (sets, path) in other.disclosures.items():
            for legal in sorted(sets, key=len):
                self.add_disclosure(own, legal, path)

    @property
    def cut_short(self) -> Known:
        """What is known of the variables inside when the scope may have been left at any moment: nothing."""
        return frozenset((name, OPEN) for name in self.settles)

    @property
    def matters(self) -> bool:
        """Whether legal steps or disclosures happen inside."""
        return bool(self.disclosures) or any(legal for legal, _ in self.ends)
