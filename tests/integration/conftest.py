"""The minimal platform, deployed once to a local AWS of its own by `make demo`.

Modules named test_deployed_* only read; test_lifecycle.py changes the platform, destroys it and deploys it again, and
therefore comes last (pytest takes modules in the order of their names).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from localaws import process
from localaws.client import LocalAws
from localaws.state import StateDirectory
from tests.integration import readme
from tools.local_platform import LocalPlatform
from tools.read_back import Platform

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.local_aws)
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPlatform]:
    """Deployed by `make demo`, which leaves its local AWS running; what it printed stands beside the assembly."""
    folder = tmp_path_factory.mktemp("platform")
    kept = {"ORG": "config/minimal.yaml", "KEEP": "1", "STATE": str(folder / "aws")}
    try:
        (folder / "demo.log").write_text(readme.run("make demo", kept))
        aws = LocalAws.attach(folder / "aws")
        deployed = LocalPlatform(aws=aws, config=ROOT / "config" / "minimal.yaml", assembly=folder / "cdk.out")
        deployed.synth()
        yield deployed
    finally:
        process.stop(StateDirectory(folder / "aws"))


@pytest.fixture(scope="session")
def contract(platform: LocalPlatform) -> dict[str, dict[str, Any]]:
    """The contract's keys and values, as the SDK reads them."""
    return Platform(client=platform.client, names=platform.names).contract()
