"""Attaching the packs and our own rules to an App."""

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from pathlib import Path

from aws_cdk import App, Validations

from .attachment import Attachment, remember
from .decisions import DEFAULT_FOLDER
from .error import ComplianceError
from .ids import OWN_PACK
from .packs import PACKS
from .plugin import TemplateRules
from .rules.closed import closed_services


def attach(
    app: App,
    *,
    packs: Sequence[str],
    services_kept: Sequence[str] = (),
    decisions: Path = DEFAULT_FOLDER,
) -> None:
    """Run these cdk-nag packs and our own template rules at every synth of the App, its Stages included.

    Call it right after the App is made: `acknowledge` registers only for packs that are attached.

    Parameters
    ----------
    packs
        Names of cdk-nag packs, such as "AwsSolutions".
    services_kept
        Ids of services that AWS closed to new customers and that these accounts may still use.
    decisions
        Folder of the decision records; default: docs/decisions of this checkout.
    """
    _known(packs, PACKS, "compliance.packs", "pack")
    _known(services_kept, closed_services(), "compliance.services_kept", "closed service")
    if app.node.children:
        raise ComplianceError(
            "attach() came after the first construct. Call it right after App(), so that every one is seen."
        )
    remember(app, Attachment(packs=(*packs, OWN_PACK), decisions=decisions))
    plugins = {pack: PACKS[pack]() for pack in packs}
    Validations.of(app).add_plugins(*plugins.values(), TemplateRules(packs=plugins, services_kept=services_kept))


def _known(names: Sequence[str], known: Collection[str], key: str, noun: str) -> None:
    for name in names:
        if name not in known:
            closest = get_close_matches(name, known, n=1, cutoff=0.4)
            hint = f"Did you mean {closest[0]!r}? " if closest else ""
            raise ComplianceError(f"{key}: {name!r} is no {noun} that is known. {hint}Known: {', '.join(known)}.")
