"""What personas and machines may do: the statements of every customer-managed policy of the platform.

Rows, not code: a reviewer who reads this package and guard_rails.py has seen every permission that a person or a
machine can hold. Actions are spelled out; the permissions boundary is the union of what stands here.
"""

from mlplatform.identity.capabilities import functions, images, jobs, machines, oversight, studio
from mlplatform.identity.statement import Statement

TEAM_MEMBER = (jobs.READ_TEAM_WORK, jobs.BROWSE, jobs.READ_TEAM_LOGS, jobs.READ_CONTRACT, studio.READ_STUDIO)
"""Every person of a team; what follows comes on top."""

WORK_IN_STUDIO = (
    studio.OWN_SPACES,
    studio.OWN_APPS,
    studio.SHARED_APPS,
    studio.TAG_WHAT_STUDIO_MAKES,
    studio.USE_DOMAIN_KEY,
    studio.LEND_DOMAIN_KEY,
)
SIGN_IN = (studio.SIGN_IN,)
"""For IAM mode; Identity Center signs its users in itself."""

DATA_SCIENTIST = (
    jobs.RUN_JOBS,
    jobs.PASS_JOB_ROLE,
    jobs.USE_TEAM_KEY,
    jobs.LEND_TEAM_KEY,
    *WORK_IN_STUDIO,
)
LEAD = (jobs.DELETE_TEAM_WORK,)
"""On top of what a data scientist may do."""

AUDITOR = (oversight.READ_TRAIL,)
PLATFORM_ADMIN = (
    oversight.READ_ALL_WORK,
    oversight.STOP_APPS,
    oversight.READ_DEPLOYMENT,
    oversight.READ_BUDGETS,
    oversight.READ_TRAIL,
    jobs.BROWSE,
    jobs.READ_CONTRACT,
)
JOB = (
    machines.OPEN_JOB_LOGS,
    machines.WRITE_JOB_LOGS,
    machines.WRITE_JOB_METRICS,
    machines.JOIN_NETWORK,
    machines.HAND_OVER_INTERFACE,
    machines.LEAVE_NETWORK,
    machines.SEE_NETWORK,
    jobs.USE_TEAM_KEY,
    jobs.LEND_TEAM_KEY,
)
APPROVED_IMAGES = images.APPROVED_IMAGES
"""Of jobs; the same for every team, so it stands in one policy that all their roles have."""

MAKE_REPLICAS = images.MAKE_REPLICAS
STUDIO_IMAGE = images.STUDIO_IMAGE
FLOW_LOGS = (machines.WRITE_FLOW_LOGS, machines.FIND_LOG_GROUPS)


def every_statement() -> tuple[Statement, ...]:
    """All statements of the platform, sorted by Sid; two different ones that share a Sid are a mistake."""
    modules = (functions, images, jobs, machines, oversight, studio)
    rows = [value for module in modules for value in vars(module).values() if isinstance(value, Statement)]
    by_sid = {row.sid: row for row in rows}
    if len(by_sid) != len(rows):
        raise ValueError("Two statements of mlplatform.identity.capabilities share a Sid; give each its own.")
    return tuple(by_sid[sid] for sid in sorted(by_sid))
