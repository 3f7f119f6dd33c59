"""What all tests share: one synth of each sample through the real entry point, and the paths of this checkout."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from tools import setup

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ("minimal", "adopted-network", "energy-retailer")


@dataclass(frozen=True)
class Assembly:
    """A synthesized cloud assembly, read from disk: what is deployed and what security reviews."""

    folder: Path

    @cached_property
    def templates(self) -> Mapping[str, dict[str, Any]]:
        """Stack name to template."""
        suffix = ".template.json"
        found = sorted(self.folder.glob(f"*{suffix}"))
        return {path.name.removesuffix(suffix): json.loads(path.read_text()) for path in found}

    @cached_property
    def report(self) -> dict[str, Any]:
        """The validation report."""
        report: dict[str, Any] = json.loads((self.folder / "validation-report.json").read_text())
        return report

    def resources(self, *types: str) -> list[dict[str, Any]]:
        """All resources of the given types, in all stacks."""
        every = (resource for template in self.templates.values() for resource in template["Resources"].values())
        return [resource for resource in every if resource["Type"] in types]


def synth(folder: Path, config: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run app.py as the CDK command line does, without the built-in template validation."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"] | {"config": str(config)}
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    variables = {"CDK_OUTDIR": str(folder), "CDK_CONTEXT_JSON": json.dumps(context), "CDK_VALIDATION": "false"}
    return subprocess.run(
        [sys.executable, str(ROOT / "app.py")],
        cwd=ROOT,
        env={**os.environ, "PATH": path, **variables, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def pytest_sessionstart(session: pytest.Session) -> None:
    """Set up once, before any worker starts: `pip install` and `pytest` work without `make setup`."""
    if not hasattr(session.config, "workerinput") and setup.main([]) != 0:
        pytest.exit("The set-up failed; see above.", returncode=1)


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Assembly]:
    """A sample's assembly by its name; each is synthesized once a session."""
    done: dict[str, Assembly] = {}

    def of(sample: str) -> Assembly:
        if sample not in done:
            folder = tmp_path_factory.mktemp("assembly") / sample
            result = synth(folder, ROOT / "config" / f"{sample}.yaml")
            assert result.returncode == 0, result.stderr
            done[sample] = Assembly(folder)
        return done[sample]

    return of


@pytest.fixture(scope="session")
def minimal(synthesized: Callable[[str], Assembly]) -> Assembly:
    """The smallest sample's assembly: every kind in one environment."""
    return synthesized("minimal")


@pytest.fixture(scope="session", params=SAMPLES)
def sample(request: pytest.FixtureRequest, synthesized: Callable[[str], Assembly]) -> Assembly:
    """Each sample's assembly in turn."""
    return synthesized(request.param)
