"""Moves a walk to another version of its diagram, as a plan would, and says what came of it."""

from webapp.engine.migration import Law, Migration, propose
from webapp.engine.parse import parse_package


def migration(walk, *files, main=None, law=None, **changes):
    """The move of a walk's cases to the version in these files; `changes` are lines of the mapping set by hand."""
    named = {f"file{number}.bpmn": content for number, content in enumerate(files)}
    target = parse_package(named, main)
    return Migration(walk.definition, target, propose(walk.definition, target) | changes, law)


def move(walk, *files, taken=(), **more):
    """Moves the walk on the spot and takes the automatic steps that follow; gives the notes."""
    found = migration(walk, *files, **more)
    assert found.problems() == []
    moved = found.move(walk.step.state, walk.now, taken)
    assert moved.problems == ()
    walk.definition, walk.step = found.target, moved.step
    walk.run_on()
    return moved.notes


def refusals(walk, *files, taken=(), **more):
    """The rules and elements for which the walk cannot be moved. The walk stays where it was."""
    moved = migration(walk, *files, **more).move(walk.step.state, walk.now, taken)
    assert moved.step is None
    assert all(problem.message.endswith(".") for problem in moved.problems)
    return [(problem.rule.removeprefix("migration-"), problem.element) for problem in moved.problems]


def law(*steps):
    """The legal steps that come before every disclosure."""
    return Law(steps)
