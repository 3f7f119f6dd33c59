"""Which personas and machines have work in which kind of environment: the table that roles, keys and profiles follow.

A role that has no work somewhere is not made there.
"""

from collections.abc import Mapping
from enum import StrEnum

from .environment import Environment, Kind
from .people import Persona, User


class Machine(StrEnum):
    """What runs in a team's name without a person: one role for each phase of a model's life."""

    PREPARE = "prepare"
    """Processing jobs that make features and splits; writes all splits."""
    TRAIN = "train"
    """Training jobs; reads the training and validation splits and never the test split."""
    EVALUATE = "evaluate"
    """Processing jobs that judge a model; reads the test split."""
    PIPELINE = "pipeline"
    """The SageMaker pipeline itself: starts the others."""
    SERVE = "serve"
    """Endpoints and batch transform."""


Role = Persona | Machine

ROLES: Mapping[Kind, tuple[Role, ...]] = {
    "hub": (Persona.LEAD, Persona.ML_ENGINEER, Persona.MLOPS_APPROVER, Persona.AUDITOR),
    "workbench": (
        Persona.DATA_SCIENTIST,
        Persona.LEAD,
        Persona.DATA_ENGINEER,
        Persona.ML_ENGINEER,
        Persona.AUDITOR,
        Machine.PREPARE,
        Machine.TRAIN,
        Machine.EVALUATE,
        Machine.PIPELINE,
    ),
    "serving": (
        Persona.LEAD,
        Persona.DATA_ENGINEER,
        Persona.ML_ENGINEER,
        Persona.MLOPS_APPROVER,  # looks at staging before she approves for production
        Persona.AUDITOR,
        Machine.SERVE,
    ),
}

DATA_USERS: Mapping[Kind, tuple[Role, ...]] = {
    "hub": (),
    "workbench": tuple(role for role in ROLES["workbench"] if role is not Persona.AUDITOR),
    "serving": (Persona.DATA_ENGINEER, Machine.SERVE),
}
"""Who touches a team's data, and so uses its key."""

STUDIO_PERSONAS = tuple(role for role in ROLES["workbench"] if isinstance(role, Persona))
"""Who has a profile in Studio. An MLOps approver has none: approvals happen in the hub, by console or command line."""

STUDIO_BUILDERS = tuple(persona for persona in STUDIO_PERSONAS if persona is not Persona.AUDITOR)
"""Who starts apps in Studio; an auditor looks."""


def has_profile(user: User) -> bool:
    """Whether a user has a profile in the Studio domains."""
    return user.persona in STUDIO_PERSONAS


def personas_of(environment: Environment) -> tuple[Persona, ...]:
    """The personas that a team has in an environment."""
    return tuple(persona for persona in Persona if persona in _united(ROLES, environment))


def machines_of(environment: Environment) -> tuple[Machine, ...]:
    """The machine roles that a team has in an environment."""
    return tuple(machine for machine in Machine if machine in _united(ROLES, environment))


def data_users_of(environment: Environment) -> tuple[Role, ...]:
    """Who uses a team's key in an environment."""
    return tuple(role for role in (*Persona, *Machine) if role in _united(DATA_USERS, environment))


def _united(table: Mapping[Kind, tuple[Role, ...]], environment: Environment) -> set[Role]:
    return {role for kind in environment.kinds for role in table[kind]}
