"""The places of a platform, found in its own contract: environments, their teams, their projects.

A scene gives names to what a question may speak of: `<team-key>`, `<gold>`, `<artefacts>`. They come from the
parameters that the stacks write (docs/contract.md): a scene knows of an assembly what the SDK knows of a deployment.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from mlplatform.access.estate import Estate, Resource
from mlplatform.access.surroundings import Surroundings, prebuilt_of

Scope = Literal["environment", "team", "project"]
Value = str | tuple[str, ...]
CONTRACT = re.compile(r"/aplatform/v1/([^/]+)/(.+)")
PLACEHOLDER = re.compile(r"<([a-z0-9-]+)>")
LAYERS = ("bronze", "silver", "gold", "work")
NOBODY = "another-team"


class MissingPlaceError(LookupError):
    """A scene has nothing of that name."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One environment, one team of it, or one project of it."""

    scope: Scope
    environment: str
    kinds: tuple[str, ...]
    account: str
    region: str
    partition: str
    values: Mapping[str, Value]

    @property
    def name(self) -> str:
        parts = (self.values.get(part) for part in ("environment", "team", "project"))
        return "/".join(str(part) for part in parts if part)

    def fill(self, text: str) -> tuple[str, ...]:
        """A text with its placeholders filled in, inner ones first; several where one of them stands for several."""
        found = PLACEHOLDER.search(text)
        if not found:
            return (text,)
        return tuple(done for value in self.every(found[1]) for done in self.fill(text.replace(found[0], value)))

    def every(self, name: str) -> tuple[str, ...]:
        """What a placeholder stands for."""
        if name not in self.values:
            raise MissingPlaceError(f"<{name}> stands for nothing in {self.name}")
        value = self.values[name]
        return (value,) if isinstance(value, str) else value

    def every_or_none(self, name: str) -> tuple[str, ...]:
        """What a placeholder stands for, if it does for anything."""
        return self.every(name) if name in self.values else ()

    def arn(self, service: str, resource: str, *, region: bool = True, account: bool = True) -> str:
        where = f"{self.region if region else ''}:{self.account if account else ''}"
        return f"arn:{self.partition}:{service}:{where}:{resource}"


class Scenes:
    """Every scene of an estate.

    Example:
        >>> [scene.name for scene in Scenes(estate).of("team", "workbench")]
        ['research/forecasting', 'research/trading']
    """

    def __init__(self, estate: Estate) -> None:
        self._estate = estate

    def of(self, scope: Scope, kind: str = "any") -> tuple[Scene, ...]:
        """Scenes of a scope, in environments of a kind."""
        return tuple(scene for scene in self._all if scene.scope == scope and kind in (*scene.kinds, "any"))

    @cached_property
    def _all(self) -> tuple[Scene, ...]:
        return tuple(scene for environment in self._contract for scene in self._of_environment(environment))

    @cached_property
    def _contract(self) -> Mapping[str, Mapping[str, Any]]:
        """Environment to its keys and their values; those about images and sizes are nobody's permission."""
        contract: dict[str, dict[str, Any]] = {}
        for parameter in self._estate.of("AWS::SSM::Parameter"):
            found = CONTRACT.fullmatch(self._estate.attribute(parameter, ""))
            if found and not found[2].startswith(("images/", "sizes")):
                contract.setdefault(found[1], {})[found[2]] = json.loads(self._value(parameter))
        return {name: contract[name] for name in sorted(contract)}

    def _value(self, parameter: Resource) -> str:
        return str(self._estate.property_of(parameter, "Value"))

    def _of_environment(self, name: str) -> Iterator[Scene]:
        contract = self._contract[name]
        values = self._environment_values(name)
        yield self._scene("environment", name, values)
        teams = sorted(key.removeprefix("teams/") for key in contract if key.startswith("teams/"))
        for team in teams:
            yield self._scene("team", name, values | self._team_values(name, team, teams))
        projects = sorted({found[1] for key in contract if (found := re.fullmatch(r"projects/([^/]+)/.*", key))})
        for project in projects:
            yield self._scene("project", name, values | self._project_values(name, project, teams))

    def _scene(self, scope: Scope, name: str, values: Mapping[str, Value]) -> Scene:
        stack = self._platform(name).stack
        return Scene(
            scope=scope,
            environment=name,
            kinds=tuple(self._contract[name]["platform"]["kinds"]),
            account=stack.account,
            region=stack.region,
            partition=stack.partition,
            values=values,
        )

    def _platform(self, name: str) -> Resource:
        wanted = f"/aplatform/v1/{name}/platform"
        return next(p for p in self._estate.of("AWS::SSM::Parameter") if self._estate.attribute(p, "") == wanted)

    def _environment_values(self, name: str) -> dict[str, Value]:
        contract, stack = self._contract[name], self._platform(name).stack
        organisation = contract["platform"]["organisation"]
        network = contract["network"]
        hub = next(other for other in self._contract if "hub" in self._contract[other]["platform"]["kinds"])
        values: dict[str, Value] = {
            "organisation": organisation,
            "environment": name,
            "prefix": f"{organisation}-{name}",
            "account": stack.account,
            "region": stack.region,
            "hub": hub,
            "hub-account": self._platform(hub).stack.account,
            "hub-artefacts-key": self._contract[hub]["keys"]["artefacts"],
            "other-environment": next((other for other in self._contract if other != name), "another"),
            **{f"{purpose}-key": key for purpose, key in contract["keys"].items() if purpose != "schema_version"},
            "alarm-topic": contract["alarms"]["topic_arn"],
            "access-logs": _bucket(contract["buckets"]["access_logs"]),
            "vpc": f"arn:{stack.partition}:ec2:{stack.region}:{stack.account}:vpc/{network['vpc_id']}",
            "vpc-id": network["vpc_id"],
            "subnets": tuple(network["subnet_ids"]),
            "subnet": network["subnet_ids"][0],
            "job-group": network["job_security_group_id"],
            "studio-group": network["studio_security_group_id"],
        }
        values[f"{contract['platform']['auth_mode'].lower()}-mode"] = "yes"
        values["hub-here" if name == hub else "hub-elsewhere"] = hub
        if any(key.startswith("projects/") for key in contract):
            values["projects"] = "yes"
        values |= self._another(name)
        return {**values, **Surroundings(self._estate, stack.account).of_environment()}

    def _another(self, name: str) -> dict[str, Value]:
        """Something of another account of the organisation."""
        accounts = {self._platform(other).stack.account for other in self._contract if other != name}
        if not accounts:
            return {}
        account = min(accounts)
        values = Surroundings(self._estate, account).of_environment()
        return {"elsewhere": account, "elsewhere-bucket": values["every-bucket"], "elsewhere-key": values["every-key"]}

    def _team_values(self, name: str, team: str, teams: list[str]) -> dict[str, Value]:
        contract = self._contract[name]
        other = next((each for each in (*teams[teams.index(team) + 1 :], *teams) if each != team), NOBODY)
        return {
            "team": team,
            "other-team": other,
            "team-key": contract[f"teams/{team}"]["key_arn"],
            "other-team-key": self._key_of(name, other),
            **self._buckets(name, team, ""),
            **self._buckets(name, other, "other-"),
            **self._domain(name, team),
            **({} if other == NOBODY else {"several-teams": other}),
            **self._tables(name, team),
            **({"ml-engineers": team} if self._is_taken(name, team, "ml-engineer") else {}),
        }

    def _is_taken(self, name: str, team: str, persona: str) -> bool:
        """Whether people take a persona's role, outside of Studio."""
        role = f"{self._contract[name]['platform']['organisation']}-{name}-{team}-{persona}"
        found = [one for one in self._estate.of("AWS::IAM::Role") if self._estate.attribute(one, "") == role]
        return any("AWSReservedSSO" in json.dumps(one.properties["AssumeRolePolicyDocument"]) for one in found)

    def _domain(self, name: str, team: str) -> dict[str, Value]:
        """The team's Studio domain, and what cleans up in it."""
        studios = {key: found for key, found in self._contract[name].items() if key.startswith("studio/")}
        key = next((key for key, found in studios.items() if team in found["shared_spaces"]), None)
        if key is None:
            return {}
        domain = key.removeprefix("studio/")
        return {"domain": domain, "domain-id": studios[key]["domain_id"]}

    def _key_of(self, name: str, team: str) -> str:
        account = self._platform(name).stack
        found = self._contract[name].get(f"teams/{team}")
        nobodys = f"arn:{account.partition}:kms:{account.region}:{account.account}:key/of-{NOBODY}"
        return str(found["key_arn"]) if found else nobodys

    def _buckets(self, name: str, team: str, prefix: str) -> dict[str, Value]:
        found = self._contract[name].get(f"buckets/{team}")
        if found:
            return {f"{prefix}{layer}": _bucket(found[layer]) for layer in LAYERS}
        if team == NOBODY and any(key.startswith("buckets/") for key in self._contract[name]):
            return {f"{prefix}{layer}": _bucket(f"{NOBODY}-{layer}") for layer in LAYERS}
        return {}

    def _tables(self, name: str, team: str) -> dict[str, Value]:
        found = self._contract[name].get(f"tables/{team}")
        if not found:
            return {}
        databases: dict[str, Value] = {f"{layer}-database": name for layer, name in found["databases"].items()}
        return databases | {f"{role}-workgroup": name for role, name in found["workgroups"].items()}

    def _project_values(self, name: str, project: str, teams: list[str]) -> dict[str, Value]:
        contract = self._contract[name]
        parts = [contract.get(f"projects/{project}/{part}") for part in ("delivery", "training", "serving")]
        delivery, training, serving = ({} if part is None else part for part in parts)
        model = delivery.get("registry") or training.get("pipeline") or serving["endpoint"]
        team = model.removesuffix(f"-{project}")
        hub = self._contract[name]["platform"]
        values: dict[str, Value] = {
            **self._team_values(name, team, teams),
            "project": project,
            "model": model,
            "delivery": f"{hub['organisation']}-{name}-{model}",
            **self._elsewhere(project),
            **self._trained(name, project, team),
        }
        account = self._platform(name).stack.account
        trigger = f"{hub['organisation']}-{name}-project_{project}-trigger"
        values |= Surroundings(self._estate, account).of_project(str(values["delivery"]), trigger)
        values["framework-images"] = prebuilt_of(self._estate, model)
        if serving:
            values["release"] = serving["release_stack"]
            values["capture"] = _bucket(serving["capture_bucket"])
        if delivery.get("source_bucket"):
            values["sources"] = _bucket(delivery["source_bucket"])
        if delivery.get("connection_arn"):
            values["connection"] = delivery["connection_arn"]
        return values

    def _trained(self, name: str, project: str, team: str) -> dict[str, Value]:
        """Where a model comes from that is served in another account."""
        at = next((other for other, found in self._contract.items() if f"projects/{project}/training" in found), name)
        if at == name:
            return {}
        contract = self._contract[at]
        return {
            "trained-elsewhere": at,
            "trained-at": at,
            "trained-in": _bucket(contract[f"buckets/{team}"]["work"]),
            "trained-with": contract[f"teams/{team}"]["key_arn"],
        }

    def _elsewhere(self, project: str) -> dict[str, Value]:
        """What one account knows of a project in the others."""
        found: dict[str, Value] = {}
        deploy: list[str] = []
        for contract in self._contract.values():
            if delivery := contract.get(f"projects/{project}/delivery"):
                found["artefacts"] = _bucket(delivery["artefacts"])
            if training := contract.get(f"projects/{project}/training"):
                found |= {"start-role": training["start_role_arn"], "state-machine": training["state_machine_arn"]}
                found["registry"] = training["registry_arn"]
            if serving := contract.get(f"projects/{project}/serving"):
                deploy.append(serving["deploy_role_arn"])
        return {**found, "deploy-roles": tuple(deploy)}


def _bucket(name: str) -> str:
    return f"arn:aws:s3:::{name}"
