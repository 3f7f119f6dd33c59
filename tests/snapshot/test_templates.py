"""Every template of every sample, as it was reviewed. `make snapshots` takes what is there now as reviewed."""

from collections.abc import Callable
from difflib import unified_diff

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.conftest import SAMPLES, Assembly
from tests.snapshot.normal import normalised
from tests.snapshot.reviewed import templates_of
from tests.snapshot.storage import TemplateSnapshot, taken


@pytest.mark.filterwarnings(
    r"ignore:\s*Can not relate snapshot name"
)  # the file is named after the stack, not the test
@pytest.mark.parametrize("name", SAMPLES)
def test_every_template_is_the_one_that_was_reviewed(
    name: str, synthesized: Callable[[str], Assembly], snapshot: SnapshotAssertion
) -> None:
    reviewed = snapshot.use_extension(TemplateSnapshot)
    templates = templates_of(name, synthesized(name))
    before = taken(name)
    changed = [stack for stack, template in templates.items() if not reviewed(name=stack) == template]  # noqa: SIM201
    differences = "".join(_difference(stack, before.get(stack, ""), normalised(templates[stack])) for stack in changed)
    assert not changed, f"Run `make snapshots` if this is meant:\n{differences}"


@pytest.mark.parametrize("name", SAMPLES)
def test_no_stack_has_gone_unseen(
    name: str, synthesized: Callable[[str], Assembly], request: pytest.FixtureRequest
) -> None:
    """syrupy deletes such a file in an update, after the tests."""
    gone = set(taken(name)) - set(templates_of(name, synthesized(name)))
    assert not gone or request.config.getoption("update_snapshots"), f"Without a stack: {', '.join(sorted(gone))}"


def _difference(stack: str, before: str, after: str) -> str:
    return "".join(unified_diff(before.splitlines(True), after.splitlines(True), f"{stack} reviewed", f"{stack} now"))
