"""What exists in an account, asked of the services themselves and not of any template."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mlplatform.settings import Names


@dataclass(frozen=True, kw_only=True)
class Platform:
    """Reads one environment back through boto3.

    Args:
        client: Makes the boto3 client of a service.
    """

    client: Callable[[str], Any]
    names: Names

    def contract(self) -> dict[str, dict[str, Any]]:
        """The contract's keys, without their root, and their values."""
        root = self.names.parameter("")
        pages = self.client("ssm").get_paginator("get_parameters_by_path").paginate(Path=root, Recursive=True)
        found = (parameter for page in pages for parameter in page["Parameters"])
        return {p["Name"].removeprefix(root): json.loads(p["Value"]) for p in sorted(found, key=_name)}

    def roles(self) -> list[dict[str, Any]]:
        """The environment's IAM roles, described one by one: a listing leaves the boundary out."""
        iam = self.client("iam")
        names = (str(role["RoleName"]) for role in _pages(iam, "list_roles", "Roles"))
        own = sorted(name for name in names if name.startswith(f"{self.names.prefix}-"))
        return [iam.get_role(RoleName=name)["Role"] for name in own]

    def domains(self) -> list[dict[str, Any]]:
        """The environment's Studio domains, described."""
        sagemaker = self.client("sagemaker")
        found = _pages(sagemaker, "list_domains", "Domains")
        own = (domain for domain in found if domain["DomainName"].startswith(f"{self.names.prefix}-"))
        return [sagemaker.describe_domain(DomainId=domain["DomainId"]) for domain in own]

    def users(self) -> dict[str, list[str]]:
        """Profiles of people by team: those that bear a user's name."""
        sagemaker = self.client("sagemaker")
        teams = defaultdict(list)
        for domain in self.domains():
            for profile in _pages(sagemaker, "list_user_profiles", "UserProfiles", DomainIdEquals=domain["DomainId"]):
                name = profile["UserProfileName"]
                described = sagemaker.describe_user_profile(DomainId=domain["DomainId"], UserProfileName=name)
                tags = {tag["Key"]: tag["Value"] for tag in _tags(sagemaker, described["UserProfileArn"])}
                if "user" in tags:
                    teams[tags["team"]].append(tags["user"])
        return {team: sorted(names) for team, names in sorted(teams.items())}

    def repositories(self) -> list[dict[str, Any]]:
        """The organisation's image repositories."""
        found = _pages(self.client("ecr"), "describe_repositories", "repositories")
        own = (
            repository for repository in found if repository["repositoryName"].startswith(f"{self.names.organisation}/")
        )
        return sorted(own, key=lambda repository: str(repository["repositoryName"]))

    def describe(self) -> Iterator[str]:
        """Lines for a person: network, domains, users by team, roles, repositories, contract."""
        contract = self.contract()
        yield from self._describe_network(contract["network"])
        for domain in self.domains():
            modes = f"{domain['AuthMode']}, {domain['AppNetworkAccessType']}"
            yield f"Studio      {domain['DomainName']} ({domain['DomainId']}), {modes}"
        for team, names in self.users().items():
            yield f"Users       {team}: {', '.join(names)}"
        yield from self._describe_roles(contract)
        for repository in self.repositories():
            yield f"Repository  {repository['repositoryUri']}, tags {repository['imageTagMutability'].lower()}"
        yield f"Contract    {self.names.parameter('')} {', '.join(contract)}"

    def _describe_roles(self, contract: Iterable[str]) -> Iterator[str]:
        """A line for each team's roles, and one for the platform's own; a role outside of the boundary stands out."""
        teams = sorted(key.removeprefix("teams/") for key in contract if key.startswith("teams/"))
        by_owner: dict[str, list[str]] = {team: [] for team in (*teams, "")}
        for role in self.roles():
            name = role["RoleName"].removeprefix(f"{self.names.prefix}-")
            owner = next((team for team in teams if name.startswith(f"{team}-")), "")
            bounded = "PermissionsBoundary" in role
            by_owner[owner].append(name.removeprefix(f"{owner}-") + ("" if bounded else " WITHOUT BOUNDARY"))
        for owner, names in by_owner.items():
            yield f"Roles       {owner or 'platform'}: {', '.join(names)}"

    def _describe_network(self, network: dict[str, Any]) -> Iterator[str]:
        ec2 = self.client("ec2")
        mine = [{"Name": "vpc-id", "Values": [network["vpc_id"]]}]
        vpc = ec2.describe_vpcs(VpcIds=[network["vpc_id"]])["Vpcs"][0]
        gateways = ec2.describe_internet_gateways(
            Filters=[{"Name": "attachment.vpc-id", "Values": [network["vpc_id"]]}]
        )["InternetGateways"]
        endpoints = _pages(ec2, "describe_vpc_endpoints", "VpcEndpoints", Filters=mine)
        yield f"Network     {vpc['VpcId']} {vpc['CidrBlock']}, {len(gateways)} internet gateways"
        for subnet in sorted(ec2.describe_subnets(Filters=mine)["Subnets"], key=lambda s: str(s["CidrBlock"])):
            yield f"Subnet      {subnet['SubnetId']} {subnet['CidrBlock']} in {subnet['AvailabilityZone']}"
        services = sorted(endpoint["ServiceName"].split(".", 3)[-1] for endpoint in endpoints)
        yield f"Endpoints   {len(services)}: {', '.join(services)}"


def _name(parameter: dict[str, Any]) -> str:
    return str(parameter["Name"])


def _tags(sagemaker: Any, resource: str) -> Iterable[dict[str, str]]:
    return _pages(sagemaker, "list_tags", "Tags", ResourceArn=resource)


def _pages(client: Any, operation: str, key: str, **arguments: Any) -> Iterable[dict[str, Any]]:
    pages = client.get_paginator(operation).paginate(**arguments)
    return [item for page in pages for item in page[key]]
