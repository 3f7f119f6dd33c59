"""What `make bench` runs in a process of its own: a synth with something left out.

python -m tools.bench_variants full | without-packs | without-rules | imports | bare
"""

import sys
from collections.abc import Callable, Sequence
from unittest.mock import patch

from aws_cdk import App, Validations


def bare() -> int:
    """The start of Python, of the library and of node, and an App without anything in it."""
    App().synth()
    return 0


def imports() -> int:
    """What app.py imports, and the same empty App."""
    import app as entry

    App(context=entry.SAME_BYTES).synth()
    return 0


def full() -> int:
    """app.py as it is."""
    import app as entry

    return entry.main()


def without_packs() -> int:
    """Our own rules alone."""
    from mlplatform.compliance import attach

    def own_rules(app: App, *, packs: Sequence[str], services_kept: Sequence[str]) -> None:
        attach(app, packs=(), services_kept=services_kept)

    return _main_with(own_rules)


def without_rules() -> int:
    """The packs alone. Acknowledgements are registered as ever, so that the packs find as much as ever."""
    from mlplatform.compliance.attachment import Attachment, remember
    from mlplatform.compliance.packs import PACKS

    def packs_alone(app: App, *, packs: Sequence[str], services_kept: Sequence[str]) -> None:
        remember(app, Attachment(packs=tuple(packs)))
        Validations.of(app).add_plugins(*(PACKS[pack]() for pack in packs))

    return _main_with(packs_alone)


def _main_with(attach: Callable[..., None]) -> int:
    import app as entry

    with patch.object(entry, "attach", attach):
        return entry.main()


VARIANTS = {
    "bare": bare,
    "imports": imports,
    "full": full,
    "without-packs": without_packs,
    "without-rules": without_rules,
}


if __name__ == "__main__":
    sys.exit(VARIANTS[sys.argv[1]]())
