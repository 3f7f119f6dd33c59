"""The dossier of an assembly, section by section, and what differs from a baseline."""

from collections.abc import Callable, Collection, Iterator
from functools import partial

from mlplatform.access import Evaluator
from mlplatform.dossier.access import access
from mlplatform.dossier.assembly import Assembly, Place
from mlplatform.dossier.controls import controls
from mlplatform.dossier.differences import difference
from mlplatform.dossier.differences.rest import comparable
from mlplatform.dossier.document import Access, Dossier, Environment, Note, StackSummary
from mlplatform.dossier.exceptions import exceptions
from mlplatform.dossier.glance import glance
from mlplatform.dossier.inventory import inventory
from mlplatform.dossier.network import networks
from mlplatform.dossier.readers import readers, with_readers
from mlplatform.dossier.stores import keys, stores

UNCOMPARED = Note(
    about="differences",
    text="Exceptions and controls are not compared: one of the assemblies holds no validation-report.json of a synth.",
)


def build(
    assembly: Assembly,
    *,
    evaluator: Evaluator | None,
    baseline: Assembly | None = None,
    reviewed: Collection[str] = (),
) -> Dossier:
    """The whole dossier.

    Args:
        evaluator: What evaluates policies; without it the dossier says "not evaluated".
        baseline: What it is compared with.
        reviewed: Kinds of changes that need a reviewer.
    """
    found = describe(assembly, evaluator)
    return (
        found
        if baseline is None
        else compared(found, assembly, describe_briefly(baseline), baseline, evaluator, reviewed)
    )


def compared(
    found: Dossier,
    assembly: Assembly,
    before: Dossier,
    baseline: Assembly,
    evaluator: Evaluator | None,
    reviewed: Collection[str],
) -> Dossier:
    """A dossier with what differs from another one."""
    differs = difference(before, found, baseline, assembly, evaluator=evaluator, reviewed=reviewed)
    notes = (*found.notes, *(note.model_copy(update={"about": f"baseline, {note.about}"}) for note in before.notes))
    if not comparable(before, found):
        notes = (*notes, UNCOMPARED)
    return found.model_copy(update={"difference": differs, "notes": notes})


def describe(assembly: Assembly, evaluator: Evaluator | None) -> Dossier:
    """The dossier of one assembly."""
    found = _described(assembly, partial(access, assembly, evaluator=evaluator))
    if evaluator is None:
        return found
    reading = readers(assembly, evaluator)
    environments = tuple(with_readers(environment, reading) for environment in found.environments)
    return found.model_copy(update={"environments": environments, "notes": tuple(assembly.notes)})


def describe_briefly(assembly: Assembly) -> Dossier:
    """The same without access, which is compared request by request and not table by table."""
    return _described(assembly, lambda _: None)


def _described(assembly: Assembly, access_of: Callable[[Place], Access | None]) -> Dossier:
    environments = tuple(_environment(assembly, place, access_of(place)) for place in assembly.places)
    rows, accepted = controls(assembly), exceptions(assembly)
    platform = next(iter(assembly.platform.values()), {})
    return Dossier(
        organisation=str(platform.get("organisation", "")) or assembly.folder.resolve().name,
        release=str(platform.get("release", "")),
        glance=glance(assembly, environments, rows, accepted),
        environments=environments,
        controls=rows,
        exceptions=accepted,
        notes=tuple(assembly.notes),
    )


def _environment(assembly: Assembly, place: Place, found: Access | None) -> Environment:
    return Environment(
        name=place.name,
        account=place.account,
        region=place.region,
        kinds=place.kinds,
        stacks=tuple(_summaries(place)),
        networks=networks(assembly, place),
        stores=stores(assembly, place),
        keys=keys(assembly, place),
        access=found,
        inventory=inventory(assembly, place),
    )


def _summaries(place: Place) -> Iterator[StackSummary]:
    for stack in place.stacks:
        template = stack.template
        yield StackSummary(
            name=stack.name,
            resources=len(template.get("Resources", {})),
            description=str(template.get("Description", "")),
        )
