"""Who reaches which data: the rendered policies against a table that is written down here a second time.

`r`, `w`, `d`: reads, writes, deletes. The rendered policies are those of the roles and of the buckets.
"""

import pytest

from mlplatform.data.access import ACCESS
from mlplatform.data.places import (
    ARTEFACTS,
    BRONZE,
    CHECKPOINTS,
    CODE,
    METRICS,
    PHASES,
    PRODUCTION,
    SCRATCH,
    SILVER,
    TEST,
    TRAIN,
    VALIDATION,
    Layer,
    Place,
    results_of,
)
from tests.unit.data.lake import ACTIONS, ROLES, Statements, lake

PLACES = {
    "bronze": BRONZE,
    "silver": SILVER,
    "train": TRAIN,
    "validation": VALIDATION,
    "test": TEST,
    "production": PRODUCTION,
    "code": CODE,
    "checkpoints": CHECKPOINTS,
    "artefacts": ARTEFACTS,
    "metrics": METRICS,
    "scratch": SCRATCH,
}
MATRIX = """
                bronze silver train validation test production code checkpoints artefacts metrics scratch
data-scientist  -      r      r     r          -    -          rw   -           r         r       rwd
lead            -      r      r     r          -    r          rw   -           r         r       rwd
data-engineer   rwd    rwd    rwd   rwd        rwd  rwd        rw   -           -         -       -
ml-engineer     -      -      r     r          r    r          rw   -           r         r       -
auditor         -      -      -     -          -    -          -    -           -         -       -
prepare         r      r      w     w          w    w          r    -           -         -       -
train           -      -      r     r          -    -          r    rw          rw        -       -
evaluate        -      -      -     -          r    -          r    -           r         w       -
pipeline        -      -      -     -          -    -          r    -           -         r       -
serve           -      -      -     -          -    rw         r    -           r         -       -
"""
HEAD, *LINES = [line.split() for line in MATRIX.strip().splitlines()]
CELLS = [(line[0], place, cell) for line in LINES for place, cell in zip(HEAD, line[1:], strict=True)]


@pytest.mark.parametrize(("role", "place", "cell"), CELLS)
def test_a_role_may_do_what_the_matrix_says_and_nothing_else(role: str, place: str, cell: str) -> None:
    may = {letter for letter, action in ACTIONS.items() if not lake().locks(role, action, PLACES[place])}
    assert may == set(cell) - {"-"}


@pytest.mark.parametrize("vpc", ["vpc-2", None])
@pytest.mark.parametrize("role", ROLES)
def test_a_job_outside_of_the_vpc_has_no_data(role: str, vpc: str | None) -> None:
    """People work from the corporate network, too; an endpoint reads its model as SageMaker does."""
    in_jobs = role in ("prepare", "train", "evaluate")
    for action in ACTIONS.values():
        for place in PLACES.values():
            inside, outside = lake().locks(role, action, place), lake().locks(role, action, place, vpc)
            assert outside if in_jobs else outside == inside


def test_the_matrix_is_complete() -> None:
    assert tuple(line[0] for line in LINES) == ROLES
    assert set(HEAD) == set(PLACES)
    mentioned = {place for access in ACCESS for place in (*access.reads, *access.writes, *access.deletes)}
    assert mentioned == set(PLACES.values())


EVERY_LOCK = {"no allow", "role", "bucket", "key"}


@pytest.mark.parametrize("role", ["data-scientist", "lead", "train", "serve"])
def test_the_test_split_is_locked_four_times(role: str) -> None:
    assert lake().locks(role, "s3:GetObject", TEST) == EVERY_LOCK


def _everything(statements: Statements) -> None:
    statements.append({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})


def _no_denies(statements: Statements) -> None:
    statements[:] = [statement for statement in statements if statement["Effect"] == "Allow"]
    _everything(statements)


def test_a_grant_too_many_leaves_three_locks_and_a_policy_that_lost_its_denies_leaves_the_buckets_own() -> None:
    assert lake().broken("train", _everything).locks("train", "s3:GetObject", TEST) == {"role", "bucket", "key"}
    assert lake().broken("train", _no_denies).locks("train", "s3:GetObject", TEST) == {"bucket"}


def test_a_role_that_is_not_in_the_table_opens_no_phase_whatever_its_policies_say() -> None:
    """An administrator, say: the bucket's policy knows nobody else."""
    auditor = lake().broken("auditor", _everything)
    for phase in PHASES:
        assert auditor.locks("auditor", "s3:GetObject", phase) == {"bucket"}
        assert auditor.locks("auditor", "s3:PutObject", phase) == {"bucket"}


@pytest.mark.parametrize("role", ROLES)
def test_nobody_deletes_a_version(role: str) -> None:
    for place in PLACES.values():
        assert "no allow" in lake().locks(role, "s3:DeleteObjectVersion", place)


QUERYING = [access.role for access in ACCESS if access.queries]


@pytest.mark.parametrize("role", QUERYING)
def test_results_of_queries_are_for_the_role_that_asked(role: str) -> None:
    for other in QUERYING:
        may = not lake().locks(role, "s3:GetObject", results_of(other))
        assert may == (role == other)


LISTED: list[tuple[str, Layer, str | None, bool]] = [
    ("auditor", Layer.BRONZE, None, True),
    ("auditor", Layer.GOLD, None, True),
    ("auditor", Layer.GOLD, "test/", True),
    ("auditor", Layer.WORK, "scratch/", True),
    ("data-scientist", Layer.SILVER, None, True),
    ("data-scientist", Layer.BRONZE, "churn/", False),
    ("data-scientist", Layer.GOLD, "train/churn/", True),
    ("data-scientist", Layer.GOLD, "train/", True),
    ("data-scientist", Layer.GOLD, "test/churn/", False),
    ("data-scientist", Layer.GOLD, "", False),
    ("data-scientist", Layer.GOLD, None, False),
    ("data-scientist", Layer.WORK, "queries/lead/", False),
    ("train", Layer.GOLD, "validation/churn/", True),
    ("train", Layer.GOLD, "test/churn/", False),
    ("train", Layer.GOLD, None, False),
    ("evaluate", Layer.GOLD, "test/churn/", True),
]


@pytest.mark.parametrize(("role", "layer", "prefix", "may"), LISTED)
def test_names_are_seen_where_a_role_works(role: str, layer: Layer, prefix: str | None, may: bool) -> None:
    assert lake().lists(role, layer, prefix) is may


def test_a_phase_is_the_first_prefix_of_gold() -> None:
    """So that a pattern has no wildcard before it, and `train` is not the beginning of another one's name."""
    assert tuple(Place(Layer.GOLD, name) for name in ("train", "validation", "test", "production")) == PHASES
    assert [p for p in PHASES for q in PHASES if p != q and q.prefix.startswith(p.prefix)] == []
