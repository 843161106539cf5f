"""Goes through the list of attacks, one after the other, and says of each what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException

from tests.attack import content, doors, records
from tests.attack.field import LIST, Field, Listed
from tests.attack.visitor import Succeeded

PARTS = [part.__name__ for part in (doors, records, content)]  # each puts its attacks on the list


@dataclass(frozen=True)
class Result:
    """One attack: whether it was stopped, and by what, or what it achieved."""

    title: str
    stopped: bool
    by: str


def against(
    address: str, password: str, tell: Callable[[str], object], chosen: Callable[[Listed], bool] = lambda _: True
) -> list[Result]:
    """Every chosen attack. Raises OSError or RuntimeError where no demonstration answers at the address."""
    ground = Field(address, password)
    ground.person("olive")
    ordered = sorted(LIST, key=lambda listed: PARTS.index(listed.run.__module__))
    return [_one(listed, ground, tell) for listed in ordered if chosen(listed)]


def _one(listed: Listed, ground: Field, tell: Callable[[str], object]) -> Result:
    try:
        result = Result(listed.title, stopped=True, by=listed.run(ground))
    except Succeeded as success:
        result = Result(listed.title, stopped=False, by=str(success))
    except HTTPException as broken:
        result = Result(listed.title, stopped=False, by=f"the server broke off ({type(broken).__name__})")
    except (LookupError, RuntimeError, TypeError, AttributeError) as lost:
        # The pages are no longer as the attack expects; nothing is known then, and nothing is claimed.
        result = Result(listed.title, stopped=False, by=f"the attack lost its way ({lost!r}): bring it up to date")
    tell(f"{'stopped  ' if result.stopped else 'SUCCEEDED'}  {result.title}\n             {result.by}")
    return result
