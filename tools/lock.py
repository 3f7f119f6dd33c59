"""Writes an organisation's lock file, or says that it is not current.

    python -m tools.lock config/minimal.yaml            write config/minimal.lock.json, which `make lock` runs
    python -m tools.lock config/minimal.yaml --check    write nothing; exit with 1 when it is not current
    python -m tools.lock config/minimal.yaml --anew     as if there were none yet: for what was never deployed

It synthesizes every environment through app.py. What a synth would refuse is refused here, too: the file is no way
around its own check.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from mlplatform.lock import Lock, Synthesized, lock_path, read_lock, take
from mlplatform.lock.permits import compare
from mlplatform.lock.wording import findings
from mlplatform.settings import ConfigurationError, Organisation, load_organisation
from stacks.organisation import shards_of
from tools.synthesis import SynthesisError, read, synthesize, templates

METADATA = ".metadata.json"


class LockError(RuntimeError):
    """The lock cannot be written; the message says why and how to go on."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        for config in options.config:
            _one(config, check=options.check, anew=options.anew)
    except (ConfigurationError, LockError, SynthesisError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _one(config: Path, *, check: bool, anew: bool) -> None:
    organisation, path = load_organisation(config), lock_path(config)
    if anew and not check:
        path.unlink(missing_ok=True)
    before = path.read_text(encoding="utf-8") if path.is_file() else None
    locked = read_lock(config, organisation=organisation.name)
    with tempfile.TemporaryDirectory() as scratch:
        synthesize(config, Path(scratch))
        after = lock_of(Path(scratch), organisation, locked=locked, config=config).text()
    if before == after:
        print(f"{path}: current")
        return
    if check:
        raise LockError(f"{path} is not current. Run `make lock ORG={config}` and commit it.")
    path.write_text(after, encoding="utf-8")
    print(f"{path}: written. Commit it.")
    if organisation.moves:
        print(f"What moves: in {config.name} has permitted stands in it now: remove those entries.")


def lock_of(assembly: Path, organisation: Organisation, *, locked: Lock | None, config: Path) -> Lock:
    """The lock of an assembly of every environment; `LockError` when it would give up what the old one holds."""
    synthesized = Synthesized(
        organisation=organisation.name,
        shards=shards_of(organisation),
        bodies=templates(assembly),
        paths=_construct_paths(assembly),
    )
    if locked is not None:
        names = [environment.name for environment in organisation.environments]
        outcome = compare(locked, synthesized, environments=names, moves=organisation.moves)
        found = list(findings(outcome.refused, synthesized, config=config.name))
        if found:
            listed = "\n\n".join(f"  {one.description}\n  {one.fix}" for one in found)
            raise LockError(
                f"{lock_path(config)} stays as it is; these changes are permitted by no entry of moves:\n\n{listed}"
            )
    return take(synthesized)


def _construct_paths(assembly: Path) -> dict[str, str]:
    """Construct paths by place, as the assembly's metadata has them."""
    return {
        f"{file.name.removesuffix(METADATA)}/{entry['data']}": path.removeprefix("/")
        for file in sorted(assembly.glob(f"*{METADATA}"))
        for path, entries in read(file).items()
        for entry in entries
        if entry["type"] == "aws:cdk:logicalId"
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make lock", description="The lock file of an organisation.")
    parser.add_argument("config", type=Path, nargs="+", help="the organisation's YAML file")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when it is not current")
    parser.add_argument("--anew", action="store_true", help="forget the old lock: only where nothing was deployed")
    return parser


if __name__ == "__main__":
    sys.exit(main())
