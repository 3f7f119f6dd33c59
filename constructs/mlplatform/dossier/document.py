"""The dossier as data: what the JSON file holds and the page shows. docs/dossier.schema.json is made from it.

Everything is sorted and plain, so that the same assembly gives the same bytes. An ARN or id that only AWS knows is the
stand-in of `mlplatform.access`, the same wherever it is named.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 1


class Part(BaseModel):
    """Frozen, with no key that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Note(Part):
    """Something that could not be read or evaluated: never left out in silence."""

    about: str = Field(description="environment, stack or section")
    text: str = Field(description="what could not be said, and why")


# Network ----------------------------------------------------------------------------------------------------------


class Reach(Part):
    """Where traffic of a subnet can go, and the route or rule that proves it."""

    to: str = Field(description="a CIDR, a prefix list, a VPC endpoint, a peer, `internet`")
    via: str = Field(description="what carries it: local, an endpoint, a gateway")
    proof: str = Field(description="stack/logical id of the route, endpoint or rule")
    public: bool = Field(default=False, description="leads to addresses of the internet, or is reached from there")


class Subnet(Part):
    id: str
    place: str = Field(description="stack/logical id; empty for a subnet that the platform adopted")
    zone: str
    cidr: str
    reaches: tuple[Reach, ...] = ()
    statement: str = Field(description="the same in one sentence")


class Rule(Part):
    """One rule of a security group."""

    direction: Literal["in", "out"]
    protocol: str
    ports: str
    peer: str = Field(description="a CIDR, a prefix list or another group")
    proof: str


class Group(Part):
    id: str
    place: str
    name: str
    rules: tuple[Rule, ...] = ()


class Endpoint(Part):
    service: str
    kind: Literal["Gateway", "Interface"]
    place: str
    private_dns: bool | None = Field(description="None: not known")
    policy: str = Field(description="a sentence: whom it admits; `no policy` where it has none")
    statements: tuple[str, ...] = Field(default=(), description="its policy, one line for each statement")


class Network(Part):
    vpc: str = Field(description="its id; empty: what runs, or is reached, outside of every VPC")
    place: str
    cidr: str
    adopted: bool = False
    internet: str | None = Field(
        description="the routes that reach the internet; None: no route does; `unknown: …` where no template says"
    )
    subnets: tuple[Subnet, ...] = ()
    groups: tuple[Group, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    on_premises: tuple[str, ...] = Field(default=(), description="links to the data centre and to other networks")
    names: str = Field(default="", description="a sentence: who resolves names, and what filters the queries")
    outside: tuple[Reach, ...] = Field(default=(), description="what runs, or is reached, outside of every VPC")
    picture: str = Field(default="", description="SVG")


# Data and keys ----------------------------------------------------------------------------------------------------


class Store(Part):
    """Something that holds data."""

    name: str
    place: str
    type: str
    team: str = ""
    key: str = Field(description="place of the KMS key that encrypts it, or what does instead")
    on_deletion: str = Field(description="Retain, Delete, Snapshot: what CloudFormation does")
    retention: str = Field(default="", description="how long objects, versions or records stay")
    backup: str = Field(default="", description="versions, replicas, backup; empty: none")
    exposed: str = Field(default="", description="who reaches it from outside of the account; empty: nobody")
    policy: str = Field(default="", description="place of its resource policy")
    statements: tuple[str, ...] = Field(default=(), description="its resource policy, one line for each statement")
    readers: tuple[str, ...] | None = Field(default=None, description="roles that may read its data; null: not asked")


class Key(Part):
    name: str = Field(description="alias")
    place: str
    rotation: bool
    on_deletion: str
    administrators: tuple[str, ...] = ()
    users: tuple[str, ...] = Field(default=(), description="who may use it, with the statement's Sid")
    statements: tuple[str, ...] = Field(default=(), description="its policy, one line for each statement")
    encrypts: tuple[str, ...] = Field(default=(), description="places of the stores that it encrypts")


# Access -----------------------------------------------------------------------------------------------------------


class Verdict(Part):
    """Whether a role may do something, and the statement that decides."""

    capability: str
    role: str = Field(description="kind of role: data-scientist, train, project-build …")
    verdict: Literal["allowed", "denied", "not evaluated"]
    decided_by: tuple[str, ...] = Field(default=(), description="Sids")
    place: str = Field(default="", description="policy that holds the first of them")


class RoleSummary(Part):
    name: str
    arn: str
    place: str
    kind: str = Field(description="persona, machine, function, service, project, other")
    taken_by: tuple[str, ...] = Field(default=(), description="who may take it, from its trust policy")
    becomes: tuple[str, ...] = Field(default=(), description="roles that it may pass or take, and how")
    policies: tuple[str, ...] = Field(default=(), description="places of its policies; the boundary first")
    may: tuple[str, ...] = Field(default=(), description="one line for each statement that grants or denies something")


class Access(Part):
    evaluated: bool
    capabilities: tuple[str, ...] = ()
    roles: tuple[str, ...] = Field(default=(), description="kinds of roles, the columns of the matrix")
    matrix: tuple[Verdict, ...] = ()
    summaries: tuple[RoleSummary, ...] = ()
    approvers: tuple[str, ...] = Field(default=(), description="who can approve and promote, in sentences")
    picture: str = Field(default="", description="SVG of who becomes whom")


# The rest ---------------------------------------------------------------------------------------------------------


class Item(Part):
    """A resource of a template."""

    place: str
    path: str = Field(description="construct path")
    type: str
    snippet: str = Field(description="the resource as it stands in the template, as JSON")


class StackSummary(Part):
    name: str
    resources: int
    description: str = ""


class Environment(Part):
    name: str
    account: str
    region: str
    kinds: tuple[str, ...] = ()
    stacks: tuple[StackSummary, ...] = ()
    networks: tuple[Network, ...] = ()
    stores: tuple[Store, ...] = ()
    keys: tuple[Key, ...] = ()
    access: Access | None = None
    inventory: tuple[Item, ...] = ()


class Control(Part):
    """A row of the control catalogue."""

    id: str
    severity: str
    requirement: str
    external: str = ""
    rule: str = ""
    test: str = ""
    resources: tuple[str, ...] = Field(default=(), description="places that it applies to")
    findings: tuple[str, ...] = ()
    acknowledged: tuple[str, ...] = ()
    verdict: Literal["passed", "failed", "acknowledged", "not applicable"]


class Acknowledgement(Part):
    """An exception: a finding that is accepted, a closed service that is kept, a waiver."""

    kind: Literal["acknowledgement", "kept service", "waiver"]
    finding: str
    owner: str = Field(description="construct class that the reason is good for")
    places: tuple[str, ...] = ()
    found: tuple[str, ...] = Field(default=(), description="actions and resources with wildcards that it is good for")
    reason: str
    decision: str = Field(description="number of the decision record")
    since: str = Field(default="", description="date of the record's first commit; empty where there is no history")


class Change(Part):
    """One difference to the baseline that a reviewer can judge."""

    kind: str = Field(description="a row of `changes.KINDS`")
    environment: str
    place: str = Field(description="stack/logical id, role or service that it is about")
    also: tuple[str, ...] = Field(default=(), description="other places that it is about, a role's policies for one")
    title: str = Field(description="one sentence")
    before: str = ""
    after: str = ""


class Difference(Part):
    baseline: str = Field(description="what it is compared with")
    summary: str = Field(description="one paragraph")
    changes: tuple[Change, ...] = ()
    to_review: int = Field(description="changes of the kinds that need a reviewer")


class Glance(Part):
    summary: str
    gate: Literal["passed", "failed", "not validated"]
    problems: tuple[str, ...] = ()
    counts: dict[str, int] = Field(default_factory=dict)
    coverage: dict[str, int] = Field(default_factory=dict, description="verdict to number of controls")


class Dossier(Part):
    schema_version: int = SCHEMA_VERSION
    organisation: str
    release: str = ""
    glance: Glance
    environments: tuple[Environment, ...] = ()
    controls: tuple[Control, ...] = ()
    exceptions: tuple[Acknowledgement, ...] = ()
    difference: Difference | None = None
    notes: tuple[Note, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json")
