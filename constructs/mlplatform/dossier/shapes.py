"""What a text says whatever team or project it is about: fifty teams are read, and evaluated, as one."""

from collections.abc import Iterator, Mapping
from functools import partial
from weakref import WeakKeyDictionary

from mlplatform.access import Estate, Trials
from mlplatform.access.scenes import PLACEHOLDER, MissingPlaceError, Value
from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.document import Note

SHARED = ("environment", "organisation", "prefix", "account", "region", "hub", "hub-account", "other-environment")
"""Names that every scene of an environment has in common."""
FLAG = "yes"
SPELLED = frozenset(("team", "other-team", "project"))
"""Names that databases have with another letter between their words."""

_TRIALS: "WeakKeyDictionary[Estate, Trials | None]" = WeakKeyDictionary()


def trials_of(assembly: Assembly) -> Trials | None:
    """The matrix's way to ask, made once for an assembly; None, and a note, where its contract is not whole."""
    if assembly.estate not in _TRIALS:
        _TRIALS[assembly.estate] = assembly.attempt("the contract", partial(_trials, assembly), None)
    return _TRIALS[assembly.estate]


def _trials(assembly: Assembly) -> Trials | None:
    trials = Trials(assembly.estate)
    try:
        trials.scenes.of("environment")
    except (MissingPlaceError, KeyError, StopIteration) as error:
        assembly.notes.append(Note(about="the contract", text=f"Scenes of the platform cannot be read: {error!r}."))
        return None
    return trials


class Names:
    """The names of one scene: what is its team's, its project's, and the next team's."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        singles = {name: value for name, value in values.items() if isinstance(value, str)}
        own = {value: f"<{name}>" for name, value in singles.items() if name not in SHARED and value != FLAG}
        for name in SPELLED & singles.keys():
            own.setdefault(singles[name].replace("-", "_"), f"<{name}_>")
        self._values = {placeholder: value for value, placeholder in own.items()}
        self._longest_first = sorted(own.items(), key=lambda one: (-len(one[0]), one))

    def without(self, text: str) -> str:
        """A text in which each name is its placeholder: texts that are equal then differ in names alone."""
        for value, placeholder in self._longest_first:
            text = text.replace(value, placeholder)
        return text

    def filled(self, text: str) -> str:
        """A text with its placeholders filled in again."""
        return PLACEHOLDER.sub(lambda found: self._values.get(found[0], found[0]), text)


def names_of_roles(assembly: Assembly) -> Mapping[str, Names]:
    """What the names of a team's, or a project's, roles begin with, and the names that belong to it."""
    trials = trials_of(assembly)
    return dict(_prefixes(trials)) if trials else {}


def _prefixes(trials: Trials) -> Iterator[tuple[str, Names]]:
    for scene in trials.scenes.of("project"):
        yield f"{scene.values['prefix']}-project_{scene.values['project']}-", Names(scene.values)
    for scene in trials.scenes.of("team"):
        yield f"{scene.values['prefix']}-{scene.values['team']}-", Names(scene.values)
