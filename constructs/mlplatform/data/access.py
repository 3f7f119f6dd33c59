"""Who may do what with which data of the team: the whole table.

What a row does not say is not granted. Nobody deletes versions, so a delete can be undone for 90 days. The table is
rendered into one policy a role, and into the policy of the gold bucket, which opens a phase to no other role.
"""

from dataclasses import dataclass

from mlplatform.data.places import (
    ARTEFACTS,
    BRONZE,
    CHECKPOINTS,
    CODE,
    LAKE,
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
from mlplatform.settings import Environment, Machine, Persona, Role
from mlplatform.settings.roles import data_users_of, personas_of


@dataclass(frozen=True, kw_only=True)
class Access:
    """What one role of a team may do.

    Args:
        role: A persona or a machine.
        lists: Buckets of which it sees every name; it sees the names wherever it reads or writes anyway.
        queries: Whether it has an Athena workgroup, and the tables of the layers that it reads.
    """

    role: Role
    lists: tuple[Layer, ...] = ()
    reads: tuple[Place, ...] = ()
    writes: tuple[Place, ...] = ()
    deletes: tuple[Place, ...] = ()
    queries: bool = False

    @property
    def opens(self) -> bool:
        """Whether it has to do with what is in the objects."""
        return bool(self.reads or self.writes or self.deletes)

    @property
    def results(self) -> tuple[Place, ...]:
        """Where its queries write, and it reads them again."""
        return (results_of(self.role),) if self.queries else ()


ACCESS = (
    Access(
        role=Persona.DATA_SCIENTIST,
        reads=(SILVER, TRAIN, VALIDATION, CODE, ARTEFACTS, METRICS, SCRATCH),
        writes=(CODE, SCRATCH),
        deletes=(SCRATCH,),
        queries=True,
    ),
    Access(
        role=Persona.LEAD,
        reads=(SILVER, TRAIN, VALIDATION, PRODUCTION, CODE, ARTEFACTS, METRICS, SCRATCH),
        writes=(CODE, SCRATCH),
        deletes=(SCRATCH,),
        queries=True,
    ),
    Access(
        role=Persona.DATA_ENGINEER,
        reads=(BRONZE, SILVER, *PHASES, CODE),
        writes=(BRONZE, SILVER, *PHASES, CODE),
        deletes=(BRONZE, SILVER, *PHASES),
        queries=True,
    ),
    # Artefacts come from jobs alone, so that each has a lineage.
    Access(role=Persona.ML_ENGINEER, reads=(*PHASES, CODE, ARTEFACTS, METRICS), writes=(CODE,), queries=True),
    Access(role=Persona.AUDITOR, lists=(*LAKE, Layer.WORK)),
    Access(role=Machine.PREPARE, reads=(BRONZE, SILVER, CODE), writes=PHASES, queries=True),
    # It resumes from its checkpoints when a spot instance goes; it goes on from a model, compiles one, scores with it.
    Access(
        role=Machine.TRAIN,
        reads=(TRAIN, VALIDATION, CODE, CHECKPOINTS, ARTEFACTS),
        writes=(CHECKPOINTS, ARTEFACTS),
    ),
    Access(role=Machine.EVALUATE, reads=(TEST, CODE, ARTEFACTS), writes=(METRICS,)),
    # Conditions of a pipeline read what the evaluation found.
    Access(role=Machine.PIPELINE, reads=(CODE, METRICS)),
    Access(role=Machine.SERVE, reads=(PRODUCTION, CODE, ARTEFACTS), writes=(PRODUCTION,)),
)
"""Personas, then machines."""


def table_of(environment: Environment) -> tuple[Access, ...]:
    """The rows of the roles that an environment has; who opens objects needs the team's key there."""
    users, personas = data_users_of(environment), personas_of(environment)
    return tuple(access for access in ACCESS if access.role in (users if access.opens else personas))
