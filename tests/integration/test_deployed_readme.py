"""README.md tells the truth: its commands work, and its blocks of output hold what they print.

`make demo` as it stands there deploys the default organisation, in test_deployed_organisation.py; `make destroy` and
`make deploy` are run by test_lifecycle.py, which deploys what it has destroyed.
"""

import re

import pytest

from tests.integration import readme
from tools.local_platform import LocalPlatform

RUN_ELSEWHERE = {
    "make demo": "test_deployed_organisation.py",
    "make deploy ORG=config/minimal.yaml": "test_lifecycle.py",
    "make destroy ORG=config/minimal.yaml": "test_lifecycle.py",
    "make test-fast": "it is what runs this test's siblings",
    "source .venv/bin/activate": "tests run in an activated environment",
}
HERE = [command for command in readme.commands() if command not in RUN_ELSEWHERE]
SAYS = {
    "make bootstrap ORG=config/minimal.yaml": ["bootstrapped (no changes)"],
    "make diff ORG=config/minimal.yaml": ["Number of stacks with differences: 0"],
    "make synth ORG=config/minimal.yaml": ["Successfully synthesized"],
    "make help": ["demo-stop"],
}


def test_every_command_is_run_somewhere() -> None:
    assert set(RUN_ELSEWHERE) <= set(readme.commands())
    assert set(SAYS) <= set(HERE)


@pytest.mark.parametrize("command", HERE)
def test_a_command_works_and_prints_what_the_readme_says(platform: LocalPlatform, command: str) -> None:
    printed = readme.run(command, platform.variables)
    for line in (*SAYS.get(command, ()), *_promised(command)):
        assert line in printed


def test_the_demo_shows_what_exists_and_how_to_reach_it(platform: LocalPlatform) -> None:
    printed = (platform.assembly.parent / "demo.log").read_text()
    shown = [line.strip() for line in printed.splitlines()]
    assert "Users       forecasting: anna.lindqvist, bo.ekman, carin.holm" in shown
    assert [line for line in shown if line.startswith("Roles       forecasting: ") and "lead" in line]
    assert [line for line in shown if line.startswith("Contract    /aplatform/v1/main/ ") and "teams/f" in line]
    assert f"export AWS_ENDPOINT_URL={platform.aws.endpoint}" in shown
    assert "WITHOUT BOUNDARY" not in printed


def _promised(command: str) -> list[str]:
    """The block of output that follows the command's own block, where it is whole (no `...` in it)."""
    pattern = rf"^```sh\n(?:[^`]*\n)?{re.escape(command)}\n```\n+```text\n(.*?)^```$"
    found = re.search(pattern, readme.README.read_text(), re.MULTILINE | re.DOTALL)
    lines = found[1].splitlines() if found else []
    return [] if any("..." in line for line in lines) else lines


def test_the_promises_are_found() -> None:
    assert "acme-main-Users-shared-00" in _promised("cdk ls -c config=config/minimal.yaml")
    assert _promised("python -m mlplatform.compliance gate cdk.out") == ["cdk.out: no problem."]
