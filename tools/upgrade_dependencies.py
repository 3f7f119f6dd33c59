"""`make upgrade-dependencies`: newer versions of what is pinned, and what they change in templates and findings.

    python -m tools.upgrade_dependencies [--check]

Installs the newest versions into an environment of its own, synthesizes every organisation of config/ with the present
versions and with the newer ones, prints the differences, and writes the pins; `--check` only prints. The lock file is
checked by every synth, so a version that would replace something shows among the findings.

The CDK command line is not touched: its newest version may not read the assembly of the library (package.json pins it).
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINNED = ("requirements.txt", "requirements-dev.txt", "constraints.txt")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(.*)$", re.MULTILINE)
ASSET = re.compile(r"\b[0-9a-f]{64}\b")
"""Hashes of assets change with every byte of a function's packages; that is no difference of a template."""

Template = dict[str, Any]


class UpgradeError(RuntimeError):
    """The newer versions cannot be installed, or do not synthesize; the message carries what was printed."""


@dataclass(frozen=True, kw_only=True)
class Synthesized:
    """One organisation as one set of versions sees it: stack to template, and its findings."""

    templates: Mapping[str, Template]
    open_findings: frozenset[str]
    acknowledged: frozenset[str]

    @classmethod
    def read(cls, assembly: Path) -> "Synthesized":
        suffix = ".template.json"
        templates = {
            path.name.removesuffix(suffix): json.loads(ASSET.sub("asset", path.read_text()))
            for path in sorted(assembly.glob(f"*{suffix}"))
        }
        report = json.loads((assembly / "validation-report.json").read_text())
        return cls(
            templates=templates,
            open_findings=frozenset(_findings(report, "violations")),
            acknowledged=frozenset(_findings(report, "suppressedViolations")),
        )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make upgrade-dependencies", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="print what would change, and write nothing")
    options = parser.parse_args(arguments)
    before = pins(ROOT)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            _say("==> 1/3 Install the newest versions (a minute or two)")
            python = _environment(Path(scratch) / "venv", sorted(direct(ROOT)))
            after = _frozen(python)
            newer = changed(before, after)
            print("\n".join(newer) or "Every pinned version is the newest.", flush=True)
            if not newer:
                return 0
            _say("==> 2/3 Synthesize every organisation with both")
            for config in sorted((ROOT / "config").glob("*.yaml")):
                old = _synthesize(Path(sys.executable), config, Path(scratch) / "old" / config.stem)
                new = _synthesize(python, config, Path(scratch) / "new" / config.stem)
                print(f"{config.name}", *(f"  {line}" for line in differences(old, new)), sep="\n", flush=True)
    except UpgradeError as error:
        _say(str(error))
        return 1
    if options.check:
        return 0
    _say("==> 3/3 Write the pins")
    write(ROOT, after)
    print(f"{', '.join(PINNED)} name the newer versions. Run make pr, and look at `git diff`.")
    return 0


def pins(root: Path) -> dict[str, str]:
    """Package to pinned version."""
    return {match[1]: match[2] for name in PINNED for match in PIN.finditer((root / name).read_text())}


def direct(root: Path) -> set[str]:
    """The packages that we ask for ourselves."""
    return {match[1] for name in PINNED[:2] for match in PIN.finditer((root / name).read_text())}


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """A line for each package whose version differs, that came, or that is needed no more."""
    old, new = ({_canonical(name): version for name, version in side.items()} for side in (before, after))
    names = sorted(old.keys() | new.keys())
    return [f"{n} {old.get(n, 'new')} -> {new.get(n, 'gone')}" for n in names if old.get(n) != new.get(n)]


def write(root: Path, versions: Mapping[str, str]) -> None:
    """Put the versions into the pins that are there; in constraints.txt packages come and go, too."""
    by_name = {_canonical(name): version for name, version in versions.items()}

    def pin(match: re.Match[str]) -> str:
        return f"{match[1]}=={by_name.get(_canonical(match[1]), match[2])}{match[3]}"

    for name in PINNED[:2]:
        path = root / name
        path.write_text(PIN.sub(pin, path.read_text()))
    constraints = root / PINNED[2]
    comments = [line for line in constraints.read_text().splitlines() if line.startswith("#")]
    lines = [f"{name}=={version}" for name, version in sorted(versions.items(), key=lambda item: item[0].lower())]
    constraints.write_text("\n".join([*comments, *lines]) + "\n")


def differences(old: Synthesized, new: Synthesized) -> Iterator[str]:
    """What differs, in lines: resources of templates, open findings, acknowledgements."""
    found = [*_templates(old.templates, new.templates)]
    for title, before, after in (
        ("open finding", old.open_findings, new.open_findings),
        ("acknowledged", old.acknowledged, new.acknowledged),
    ):
        found += [f"+ {title} {line}" for line in sorted(after - before)]
        found += [f"- {title} {line}" for line in sorted(before - after)]
    yield from found or ["nothing changes"]


def _templates(old: Mapping[str, Template], new: Mapping[str, Template]) -> Iterator[str]:
    for stack in sorted(old.keys() | new.keys()):
        before, after = (side.get(stack, {}).get("Resources", {}) for side in (old, new))
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                sign = "+" if name not in before else "-" if name not in after else "~"
                type_ = (after.get(name) or before.get(name) or {}).get("Type")
                yield f"{sign} {stack} {name} {type_}{_where(before.get(name), after.get(name))}"
        rest = {*old.get(stack, {}), *new.get(stack, {})} - {"Resources"}
        yield from (
            f"~ {stack} {key}" for key in sorted(rest) if old.get(stack, {}).get(key) != new.get(stack, {}).get(key)
        )


def _where(before: Template | None, after: Template | None) -> str:
    """The properties that differ in a resource that both have."""
    if before is None or after is None:
        return ""
    old, new = {**before, **before.get("Properties", {})}, {**after, **after.get("Properties", {})}
    keys = sorted(key for key in (old.keys() | new.keys()) - {"Properties"} if old.get(key) != new.get(key))
    return f": {', '.join(keys)}"


def _findings(report: Mapping[str, Any], kind: str) -> Iterator[str]:
    for plugin in report["pluginReports"]:
        for violation in plugin.get(kind, []):
            for construct in violation.get("violatingConstructs", [{}]):
                yield f"{violation['ruleName']} {construct.get('constructPath', '')}".strip()


def _environment(folder: Path, packages: list[str]) -> Path:
    """A new environment with the newest versions; its python."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages])
    return python


def _frozen(python: Path) -> dict[str, str]:
    text = _run([str(python), "-m", "pip", "freeze", "--exclude-editable"])
    return {match[1]: match[2] for match in PIN.finditer(text)}


def _synthesize(python: Path, config: Path, folder: Path) -> Synthesized:
    """An organisation through app.py, with the packages of one environment and the code of this checkout."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"] | {"config": str(config)}
    path = os.pathsep.join((str(python.parent), os.environ["PATH"]))
    variables = {"CDK_OUTDIR": str(folder), "CDK_CONTEXT_JSON": json.dumps(context), "CDK_VALIDATION": "false"}
    places = {"PATH": path, "PYTHONPATH": str(ROOT / "constructs")}
    done = subprocess.run(
        [str(python), str(ROOT / "app.py")],
        cwd=ROOT,
        env={**os.environ, **variables, **places},
        capture_output=True,
        text=True,
        check=False,
    )
    if not (folder / "validation-report.json").exists():  # open findings end a synth with 1, and are what we look for
        raise UpgradeError(f"{config.name} does not synthesize with {python}:\n{done.stderr}")
    return Synthesized.read(folder)


def _run(command: list[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise UpgradeError(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def _canonical(name: str) -> str:
    """As the package index compares names (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
