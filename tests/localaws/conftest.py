"""One emulator for the whole session; every test takes an account of its own, so that none sees another's leavings."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from localaws.client import LocalAws
from tests.localaws.account import TestAccount

_numbers = itertools.count(100000000000)


@pytest.fixture(scope="session")
def local_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    state: Path = tmp_path_factory.mktemp("localaws")
    with LocalAws.start(state) as aws:
        yield aws


@pytest.fixture
def account(local_aws: LocalAws) -> TestAccount:
    """An account that nobody has used yet."""
    return TestAccount(local_aws.endpoint, str(next(_numbers)))


@pytest.fixture(scope="module")
def module_account(local_aws: LocalAws) -> TestAccount:
    """An account shared by the tests of one file, for what is slow to build."""
    return TestAccount(local_aws.endpoint, str(next(_numbers)))
