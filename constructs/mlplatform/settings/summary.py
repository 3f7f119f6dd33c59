"""An organisation in a few lines, for who has just checked its file."""

from collections import Counter

from .environment import Environment
from .features import endpoints_for
from .organisation import Organisation


def summary(organisation: Organisation) -> str:
    """What the file describes."""
    counts = Counter(user.persona.value for user in organisation.users)
    personas = ", ".join(f"{counts[persona]} {persona}" for persona in sorted(counts)) or "none yet"
    return "\n".join(
        (
            f"organisation  {organisation.name}, contact {organisation.contact}",
            f"compliance    {', '.join(organisation.compliance.packs)}",
            f"identity      {organisation.identity.auth_mode}",
            *(_environment(environment) for environment in organisation.environments),
            f"teams         {', '.join(team.name for team in organisation.teams)}",
            f"projects      {', '.join(project.name for project in organisation.projects) or 'none'}",
            f"users         {len(organisation.users)} ({personas})",
        )
    )


def _environment(environment: Environment) -> str:
    network = environment.network.create or environment.network.adopt
    endpoints = endpoints_for(environment)
    gateways = sum(endpoint.kind == "gateway" for endpoint in endpoints)
    return "\n".join(
        (
            f"environment   {environment.name}: {', '.join(environment.kinds)}",
            f"  where       account {environment.account or 'any'}, region {environment.region or 'any'}",
            f"  network     {'adopted' if environment.network.adopt else 'created'} {network.cidr if network else ''}",
            f"  endpoints   {len(endpoints) - gateways} interface, {gateways} gateway",
        )
    )
