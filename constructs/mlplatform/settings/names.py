"""Every derived name, in one place.

A name is derived only where another account, a trust policy or a person must find the resource; CloudFormation names
the rest. The limits on an organisation's, environment's and team's name (`MAX_*`) make each derived name fit AWS's
own limit, so nothing here is ever truncated but a user's profile name, whose collisions the settings refuse.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

MAX_ORGANISATION = 12
MAX_ENVIRONMENT = 12
MAX_TEAM = 20
MAX_PROJECT = 20
MAX_PROFILE = 63
"""Length of a SageMaker user profile's name (API reference, CreateUserProfile)."""

BoundaryOf = Literal["people", "jobs", "services"]
"""Classes of roles, each with a permissions boundary of its own."""

CONTRACT_ROOT = "/aplatform/v1"
WIRING_ROOT = "/aplatform/wiring"


def profile_name(user: str) -> str:
    """The SageMaker profile of a user: lower case, everything but letters and digits as `-`, 63 characters at most."""
    return re.sub(r"[^a-z0-9]+", "-", user.lower()).strip("-")[:MAX_PROFILE].rstrip("-")


def shard_of(user: str, shards: int) -> int:
    """The shard that holds a user: SHA-256 of the name, modulo the number of shards. Stable for ever."""
    return int.from_bytes(hashlib.sha256(user.encode()).digest(), "big") % shards


def pascal(name: str) -> str:
    """A name as part of a construct id: `risk-models` becomes `RiskModels`.

    Two names never become one: a dash before a digit stays, so that `grid-1` is `Grid-1` and `grid1` is `Grid1`.
    """
    return re.sub(r"(?:^|-)([a-z])", lambda match: match[1].upper(), name)


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names of one environment of one organisation."""

    organisation: str
    environment: str

    @property
    def prefix(self) -> str:
        return f"{self.organisation}-{self.environment}"

    def stack(self, stack: str) -> str:
        return f"{self.prefix}-{stack}"

    def role(self, persona: str, team: str | None = None) -> str:
        """IAM role of a persona or of a machine, of one team or of the platform."""
        return "-".join(part for part in (self.prefix, team, persona) if part)

    def function_role(self, function: str) -> str:
        """IAM role of one of the platform's own Lambda functions.

        Key policies name them all by `function_*`; no team's name has an underscore, so no team's role is one of them.
        """
        return f"{self.prefix}-function_{function}"

    @property
    def home_vault(self) -> str:
        """Backup vault of homes that were deleted; it outlives the stacks."""
        return f"{self.prefix}-homes"

    def service_role(self, purpose: str) -> str:
        """IAM role that an AWS service takes for the platform; no team's role is one, as no team's name has a `_`."""
        return f"{self.prefix}-service_{purpose}"

    def workload_boundary(self, of: BoundaryOf) -> str:
        """They all end alike: the deployer boundary knows them by that.

        The services' has the name that the only one had once: CloudFormation changes no export that is in use.
        """
        return "-".join(part for part in (self.prefix, "" if of == "services" else of, "workload-boundary") if part)

    @property
    def delivery_boundary(self) -> str:
        """Ends as every workload boundary does: the deployer boundary knows them by that."""
        return f"{self.prefix}-delivery-workload-boundary"

    def project_role(self, project: str, machine: str) -> str:
        """IAM role of one of the machines that deliver a project; other accounts derive it, too.

        No team's name has an underscore, so no team's role is one of them. 64 characters hold the longest names and a
        machine of eight.
        """
        return f"{self.prefix}-project_{project}-{machine}"

    def delivery(self, team: str, project: str) -> str:
        """A project's pipeline in the hub, its state machine in the workbench, and what its alarms start with."""
        return f"{self.prefix}-{team}-{project}"

    def model(self, team: str, project: str) -> str:
        """A project's SageMaker pipeline, model package group and endpoint; all of a team's start with its name."""
        return f"{team}-{project}"

    def artefacts(self, project: str, account: str) -> str:
        """Bucket of what a project's pipeline hands from stage to stage; S3's names are unique in the whole world."""
        return f"{self.prefix}-{project}-{account}"

    def release(self, project: str) -> str:
        """The stack that a project's pipeline deploys where the project is served."""
        return self.stack(f"Release-{project}")

    def project_parameter(self, project: str, what: str) -> str:
        """Where Serving tells the release stack what it needs; wiring, no part of the contract."""
        return f"{WIRING_ROOT}/{self.environment}/projects/{project}/{what}"

    def connection(self, provider: str, host: str | None) -> str:
        """A CodeConnections connection; 32 characters hold the longest names (API reference, CreateConnection)."""
        which = [hashlib.sha256(host.encode()).hexdigest()[:6]] if host else []
        return "-".join((self.organisation, provider.removesuffix("-managed").removesuffix("erprise"), *which))

    def key_alias(self, purpose: str) -> str:
        return f"alias/{self.prefix}/{purpose}"

    def team_key_alias(self, team: str) -> str:
        return self.key_alias(f"team/{team}")

    def team_key_parameter(self, team: str) -> str:
        """Where Foundation tells the other stacks a team's key; wiring, no part of the contract."""
        return f"{WIRING_ROOT}/{self.environment}/team-keys/{team}"

    def domain(self, domain: str) -> str:
        return f"{self.prefix}-{domain}"

    def budget(self, subject: str) -> str:
        return f"{self.prefix}-{subject}"

    def database(self, team: str, layer: str) -> str:
        """Glue database of a layer of a team's lake. Athena takes letters, digits and underscores only."""
        return "_".join((self.prefix, team, layer)).replace("-", "_")

    def workgroup(self, team: str, role: str) -> str:
        """Athena workgroup of one role of a team."""
        return f"{self.prefix}-{team}-{role}"

    def repository(self, image: str) -> str:
        """ECR repository, of the same name in the hub and in the accounts that its images are replicated to."""
        return f"{self.organisation}/{image}"

    def studio_image(self, slot: str = "studio") -> str:
        """SageMaker image of Studio, and the configuration of an app that runs it."""
        return f"{self.prefix}-{slot}"

    def parameter(self, key: str) -> str:
        """Path of a key of the contract in SSM Parameter Store."""
        return f"{CONTRACT_ROOT}/{self.environment}/{key}"

    def service_profile(self, team: str) -> str:
        """The profile that owns a team's shared spaces; no person signs in as it."""
        return f"{team}-service"

    def shared_space(self, team: str) -> str:
        return f"{team}-shared"
