"""Endpoints of a VPC, and whom their policies admit, in a sentence."""

import re
from collections.abc import Iterator

from mlplatform.access.estate import Resource
from mlplatform.access.policies import as_list
from mlplatform.dossier.document import Endpoint
from mlplatform.dossier.reading import UNKNOWN, Reading
from mlplatform.dossier.statements import Statement, admitted, allows, conditions, lines, required, statements

ENDPOINT = "AWS::EC2::VPCEndpoint"
NO_POLICY = "no policy"
OPEN_POLICY = "anybody may do everything on anybody's resources."
"""What comes to the same."""
TOLD = ("aws:principalaccount", "aws:principalorgid", "aws:principalarn", "aws:resourceaccount", "aws:resourceorgid")


def endpoints(reading: Reading) -> Iterator[tuple[str, Resource, Endpoint]]:
    """The endpoints that an environment makes, each with the id of its VPC."""
    for resource in reading.of(ENDPOINT):
        found = reading.value(resource, "PolicyDocument")
        kind = reading.text(resource, "VpcEndpointType")
        endpoint = Endpoint(
            service=service(reading.text(resource, "ServiceName")),
            kind="Interface" if kind and kind != "Gateway" else "Gateway",
            place=resource.place,
            private_dns=reading.value(resource, "PrivateDnsEnabled", False) in (True, "true"),
            policy=sentence(statements(found), reading.place.account) if found else NO_POLICY,
            statements=lines(statements(found)),
        )
        yield reading.text(resource, "VpcId"), resource, endpoint


def adopted(services: list[str]) -> tuple[Endpoint, ...]:
    """The endpoints that the contract says a VPC of somebody else has."""
    return tuple(
        Endpoint(
            service=name,
            kind="Gateway" if name in ("s3", "dynamodb") else "Interface",
            place="",
            private_dns=None,
            policy=f"{UNKNOWN}: it belongs to the owner of the VPC",
        )
        for name in sorted(services)
    )


def service(name: str) -> str:
    """`com.amazonaws.eu-west-1.ecr.api` is `ecr.api`; a service of somebody else keeps its whole name."""
    return re.sub(r"^(?:com\.amazonaws|aws\.sagemaker)\.[a-z0-9-]+\.(?!vpce-svc)", "", name)


def sentence(found: tuple[Statement, ...], account: str) -> str:
    """Whom a policy admits, to what."""
    said = [_said(statement, account) for statement in found]
    return f"{'; '.join(said)}." if said else "Nobody: it has no statement."


def _said(statement: Statement, account: str) -> str:
    who = ", ".join(
        f"this account ({account})" if name == f"account {account}" else name for name in admitted(statement, account)
    )
    verb = "may do" if allows(statement) else "may never do"
    rest = [text for text in conditions(statement.get("Condition", {})) if text.split()[1].lower() not in TOLD]
    where = f", where {'; '.join(rest)}" if rest else ""
    return f"{who} {verb} {_what(statement)} {_on(statement, account)}{where}"


def _what(statement: Statement) -> str:
    actions = sorted(map(str, as_list(statement.get("Action", []))))
    if "NotAction" in statement:
        return f"everything but {', '.join(map(str, as_list(statement['NotAction'])))}"
    if actions == ["*"]:
        return "everything"
    return ", ".join(actions) if len(actions) < 4 else f"{len(actions)} actions of {_services(actions)}"


def _services(actions: list[str]) -> str:
    return ", ".join(sorted({action.partition(":")[0] for action in actions}))


def _on(statement: Statement, account: str) -> str:
    owners = " or ".join(_owners(statement, account))
    resources = sorted(map(str, as_list(statement.get("Resource", ["*"]))))
    if resources == ["*"]:
        return f"on resources of {owners}" if owners else "on anybody's resources"
    named = ", ".join(resources) if len(resources) < 3 else f"{len(resources)} resources"
    return f"on {named} of {owners}" if owners else f"on {named}"


def _owners(statement: Statement, account: str) -> list[str]:
    """Whose resources a statement is about, as far as the service says whose they are."""
    accounts = required(statement, "aws:ResourceAccount", if_exists=True)
    owners = [f"this account ({found})" if found == account else f"account {found}" for found in accounts]
    return owners + [f"organisation {found}" for found in required(statement, "aws:ResourceOrgID", if_exists=True)]
