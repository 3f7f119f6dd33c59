"""What personas and machines may do: the statements of every customer-managed policy of the platform.

Rows, not code: a reviewer who reads this package and guard_rails.py has seen every permission that a person or a
machine can hold. Actions are spelled out. `TEAM_POLICIES` and `HOLDERS` say who has what; each class of roles has a
permissions boundary that is the union of what the class may hold (`PEOPLE`, `JOBS`, `SERVICES`).
"""

from collections.abc import Iterable, Mapping

from mlplatform.identity.capabilities import (
    backups,
    data,
    functions,
    images,
    jobs,
    machines,
    oversight,
    pipelines,
    registry,
    releases,
    serving,
    studio,
)
from mlplatform.identity.statement import Statement
from mlplatform.settings import Kind, Machine, Persona, Role

Rows = tuple[Statement, ...]

EVERYWHERE: Rows = (jobs.READ_CONTRACT, jobs.READ_METRICS)
USE_DATA: Rows = (jobs.USE_TEAM_KEY, jobs.LEND_TEAM_KEY)
RUN_JOBS: Rows = (jobs.PROCESS_DATA, jobs.TRAIN_MODELS, jobs.PASS_PREPARE_ROLE, jobs.PASS_TRAIN_ROLE)
RUN_IN_VPC: Rows = (
    machines.OPEN_JOB_LOGS,
    machines.WRITE_JOB_LOGS,
    machines.WRITE_JOB_METRICS,
    machines.JOIN_NETWORK,
    machines.HAND_OVER_INTERFACE,
    machines.LEAVE_NETWORK,
    machines.SEE_NETWORK,
    *USE_DATA,
)

TEAM_POLICIES: Mapping[str, Mapping[Kind, Rows]] = {
    "Member": {
        "hub": (
            *EVERYWHERE,
            registry.BROWSE_REGISTRY,
            registry.READ_REGISTRY,
            releases.BROWSE_RELEASES,
            releases.READ_RELEASES,
        ),
        "workbench": (
            *EVERYWHERE,
            jobs.BROWSE,
            jobs.READ_TEAM_WORK,
            jobs.READ_TEAM_LOGS,
            pipelines.READ_PIPELINES,
            pipelines.READ_EXECUTIONS,
            studio.BROWSE_STUDIO,
            studio.READ_STUDIO,
        ),
        "serving": (*EVERYWHERE, serving.BROWSE_SERVING, serving.READ_ENDPOINTS, serving.READ_ENDPOINT_LOGS),
    },
    "SignIn": {"workbench": (studio.SIGN_IN,)},
    "Studio": {
        "workbench": (
            studio.OWN_SPACES,
            studio.OWN_APPS,
            studio.SHARED_APPS,
            studio.TAG_WHAT_STUDIO_MAKES,
            studio.USE_DOMAIN_KEY,
            studio.LEND_DOMAIN_KEY,
            *USE_DATA,
        ),
    },
    "Jobs": {"workbench": RUN_JOBS},
    "Lead": {
        "hub": (oversight.READ_TEAM_BUDGET,),
        "workbench": (
            jobs.DELETE_TEAM_WORK,
            pipelines.DELETE_PIPELINES,
            jobs.PASS_EVALUATE_ROLE,
            oversight.READ_TEAM_BUDGET,
        ),
        "serving": (oversight.READ_TEAM_BUDGET,),
    },
    "DataEngineer": {"workbench": (jobs.PROCESS_DATA, jobs.PASS_PREPARE_ROLE), "serving": USE_DATA},
    "MlEngineer": {
        "hub": (registry.REGISTER_MODELS, releases.RUN_RELEASES),
        "workbench": (
            pipelines.RUN_PIPELINES,
            pipelines.CONTROL_EXECUTIONS,
            pipelines.PASS_PIPELINE_ROLE,
            jobs.PASS_EVALUATE_ROLE,
        ),
    },
    "MlopsApprover": {"hub": (releases.APPROVE_RELEASES,)},
    "Auditor": dict.fromkeys(("hub", "workbench", "serving"), (oversight.READ_TRAIL, oversight.READ_ROLES)),
    "Job": {"workbench": RUN_IN_VPC, "serving": RUN_IN_VPC},
    "Serve": {"serving": (machines.WRITE_ENDPOINT_LOGS,)},
    "Pipeline": {
        "workbench": (
            *RUN_JOBS,
            jobs.PASS_EVALUATE_ROLE,
            jobs.READ_TEAM_WORK,
            registry.REGISTER_IN_HUB,
            registry.READ_HUB_REGISTRY,
            *USE_DATA,
        ),
    },
}
"""A team's policies, with what each says in each kind of environment. One without rows there is not made."""

HOLDERS: Mapping[Role, tuple[str, ...]] = {
    Persona.DATA_SCIENTIST: ("Member", "SignIn", "Studio", "Jobs"),
    Persona.LEAD: ("Member", "SignIn", "Studio", "Jobs", "Lead"),
    Persona.DATA_ENGINEER: ("Member", "SignIn", "Studio", "DataEngineer"),
    Persona.ML_ENGINEER: ("Member", "SignIn", "Studio", "Jobs", "MlEngineer"),
    Persona.MLOPS_APPROVER: ("Member", "MlopsApprover"),
    Persona.AUDITOR: ("Member", "SignIn", "Auditor"),
    Machine.PREPARE: ("Job",),
    Machine.TRAIN: ("Job",),
    Machine.EVALUATE: ("Job",),
    Machine.PIPELINE: ("Pipeline",),
    Machine.SERVE: ("Job", "Serve"),
}

RUN_CONTAINERS: frozenset[Role] = frozenset({Machine.PREPARE, Machine.TRAIN, Machine.EVALUATE, Machine.SERVE})
"""Machines that pull images; a pipeline only starts jobs."""

IN_IAM_MODE = frozenset({"SignIn"})
"""Policies for Studio in IAM mode only; Identity Center signs its users in itself."""

PLATFORM_ADMIN: Rows = (
    oversight.READ_ALL_WORK,
    releases.READ_ALL_RELEASES,
    oversight.STOP_APPS,
    oversight.READ_DEPLOYMENT,
    oversight.READ_BUDGETS,
    oversight.READ_TRAIL,
    jobs.BROWSE,
    jobs.READ_CONTRACT,
    registry.BROWSE_REGISTRY,
    releases.BROWSE_RELEASES,
    serving.BROWSE_SERVING,
    studio.BROWSE_STUDIO,
)
FLOW_LOGS: Rows = (machines.WRITE_FLOW_LOGS, machines.FIND_LOG_GROUPS)
APPROVED_IMAGES: Rows = images.APPROVED_IMAGES
"""Of every machine that runs a container; the same for every team, so it stands in one policy that all of them have."""

MAKE_REPLICAS: Rows = images.MAKE_REPLICAS
STUDIO_IMAGE: Rows = images.STUDIO_IMAGE
BACK_UP_HOMES: Rows = backups.BACK_UP_HOMES


def rows_of(policy: str, kinds: Iterable[Kind]) -> Rows:
    """What a policy of a team says in an environment of these kinds, each row once."""
    rows = (row for kind in kinds for row in TEAM_POLICIES[policy].get(kind, ()))
    return tuple({row.sid: row for row in rows}.values())


def _held_by(*roles: Role) -> Rows:
    policies = sorted({policy for role in roles for policy in HOLDERS[role]})
    return tuple(row for policy in policies for row in rows_of(policy, TEAM_POLICIES[policy]))


# What a class may hold, and so what its boundary lets through. Rows that other packages attach to these roles by name
# belong here, too.
PEOPLE: Rows = (*_held_by(*Persona), *data.ROWS, *releases.UPLOADS, *PLATFORM_ADMIN)
JOBS: Rows = (*_held_by(*Machine), *data.ROWS, *serving.READ_MODELS_ELSEWHERE, *APPROVED_IMAGES)
SERVICES: Rows = (
    *functions.EVERY_FUNCTION,
    *functions.DEFAULT_SECURITY_GROUP,
    *functions.PROFILE_CLEAN_UP,
    *functions.DOMAIN_CLEAN_UP,
    *FLOW_LOGS,
    *MAKE_REPLICAS,
    *STUDIO_IMAGE,
    *BACK_UP_HOMES,
)


def every_statement() -> tuple[Statement, ...]:
    """All statements of the platform, sorted by Sid; two different ones that share a Sid are a mistake."""
    rows = {id(row): row for row in (*PEOPLE, *JOBS, *SERVICES)}.values()
    by_sid = {row.sid: row for row in rows}
    if len(by_sid) != len(rows):
        raise ValueError("Two statements of mlplatform.identity.capabilities share a Sid; give each its own.")
    return tuple(by_sid[sid] for sid in sorted(by_sid))
