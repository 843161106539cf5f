"""Every small change of the policy is noticed by its table: a rule that no row needs is a rule that can be lost."""

import sys
from pathlib import Path
from types import ModuleType

from tests.fixtures.figures import Say
from tests.unit.access.mutants import mutants
from tests.unit.access.policy_table import surprises
from webapp.access import rules

SOURCE = Path(str(rules.__file__)).read_text()
# Changes that make no difference to any verdict, each with the reason.
WITHOUT_EFFECT = {": Allowed | Denied": "a type", ": Denied | None": "a type"}


def test_no_small_change_of_the_policy_goes_unnoticed(figure: Say) -> None:
    survivors, count = [], 0
    for name, tree in mutants(SOURCE):
        count += 1
        changed = ModuleType("changed_policy")
        sys.modules[changed.__name__] = changed  # dataclasses look their own module up
        try:
            exec(compile(tree, "changed_policy", "exec"), changed.__dict__)  # noqa: S102 - our own source
            noticed = next(surprises(changed), "") != ""
        except Exception:  # noqa: BLE001 - a policy that breaks is noticed as well
            noticed = True
        finally:
            del sys.modules[changed.__name__]
        if not noticed and not any(part in name for part in WITHOUT_EFFECT):
            survivors.append(name)
    assert survivors == [], "\n".join(survivors)
    assert count > 150
    figure("small changes of the access policy", f"{count} mutants, 0 survivors")


def test_policy_itself_answers_as_its_table() -> None:
    assert list(surprises(rules)) == []
