"""CodeConnections: connections to source providers, and hosts of those that are installed on premises.

Both wait for a person's authorisation for ever (PENDING), as on AWS until somebody completes them.
"""

import uuid

from localaws.server.account import Account
from localaws.server.own_services.records import Operation, Record, RefusedError, Shelf

_SERVICES = ("codeconnections", "codestar-connections")
_connections = Shelf("ResourceNotFoundException", "")
_hosts = Shelf("ResourceNotFoundException", "")
_tags = Shelf("ResourceNotFoundException", "")


def _named(aws: Account, kind: str, name: str = "") -> str:
    own = "/".join(filter(None, [kind, name, str(uuid.uuid4()) if kind == "connection" else uuid.uuid4().hex[:8]]))
    return aws.arn("codeconnections", own)


def _create_connection(aws: Account, request: Record) -> Record:
    """Add one; its provider comes from the request or from the host."""
    host = _host(aws, request["HostArn"]) if "HostArn" in request else {}
    provider = request.get("ProviderType") or host.get("ProviderType")
    if provider is None:
        raise RefusedError("InvalidInputException", "A connection needs a ProviderType or a HostArn.")
    kept: Record = {name: request[name] for name in ("ConnectionName", "HostArn") if name in request}
    arn = _named(aws, "connection")
    born = {"ConnectionArn": arn, "OwnerAccountId": aws.id, "ConnectionStatus": "PENDING", "ProviderType": provider}
    _connections.add(aws, arn, {**born, **kept})
    return {"ConnectionArn": arn, "Tags": _tagged(aws, arn, request)}


def _host(aws: Account, arn: str) -> Record:
    """A host of this local AWS, or one that a person made in the account before anything was deployed.

    Organisations name such hosts in their files; here nobody could have made them, so their ARN speaks for them.
    """
    known = _hosts.of(aws).get(arn)
    if known is None and not arn.startswith(aws.arn("codeconnections", "host/")):
        raise RefusedError("ResourceNotFoundException", f"{arn} does not exist.")
    return known or {"ProviderType": "GitHubEnterpriseServer" if "/github" in arn else "GitLabSelfManaged"}


def _get_connection(aws: Account, request: Record) -> Record:
    return {"Connection": _connections.get(aws, request["ConnectionArn"])}


def _list_connections(aws: Account, request: Record) -> Record:
    wanted = {"ProviderType": "ProviderTypeFilter", "HostArn": "HostArnFilter"}
    found = _connections.of(aws).values()
    return {
        "Connections": [
            one
            for one in found
            if all(one.get(own) == request[name] for own, name in wanted.items() if name in request)
        ]
    }


def _delete_connection(aws: Account, request: Record) -> Record:
    _connections.remove(aws, request["ConnectionArn"])
    _tags.of(aws).pop(request["ConnectionArn"], None)
    return {}


def _create_host(aws: Account, request: Record) -> Record:
    arn = _named(aws, "host", request["Name"])
    names = ("Name", "ProviderType", "ProviderEndpoint", "VpcConfiguration")
    record = {name: request[name] for name in names if name in request}
    _hosts.add(aws, arn, {**record, "HostArn": arn, "Status": "PENDING"})
    return {"HostArn": arn, "Tags": _tagged(aws, arn, request)}


def _get_host(aws: Account, request: Record) -> Record:
    return {name: value for name, value in _hosts.get(aws, request["HostArn"]).items() if name != "HostArn"}


def _list_hosts(aws: Account, _request: Record) -> Record:
    return {"Hosts": list(_hosts.of(aws).values())}


def _update_host(aws: Account, request: Record) -> Record:
    found = _hosts.get(aws, request["HostArn"])
    found.update({name: request[name] for name in ("ProviderEndpoint", "VpcConfiguration") if name in request})
    return {}


def _delete_host(aws: Account, request: Record) -> Record:
    """Remove one that no connection uses."""
    arn = request["HostArn"]
    if any(connection.get("HostArn") == arn for connection in _connections.of(aws).values()):
        raise RefusedError("ConflictException", f"Host {arn} still has connections.")
    _hosts.remove(aws, arn)
    _tags.of(aws).pop(arn, None)
    return {}


def _tagged(aws: Account, arn: str, request: Record) -> list[Record]:
    _tags.of(aws)[arn] = {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}
    return _listed(aws, arn)


def _listed(aws: Account, arn: str) -> list[Record]:
    return [{"Key": key, "Value": value} for key, value in _tags.get(aws, arn).items()]


def _tag(aws: Account, request: Record) -> Record:
    _tags.get(aws, request["ResourceArn"]).update({tag["Key"]: tag["Value"] for tag in request["Tags"]})
    return {}


def _untag(aws: Account, request: Record) -> Record:
    held = _tags.get(aws, request["ResourceArn"])
    for key in request["TagKeys"]:
        held.pop(key, None)
    return {}


def _list_tags(aws: Account, request: Record) -> Record:
    return {"Tags": _listed(aws, request["ResourceArn"])}


_NAMED: dict[str, Operation] = {
    "CreateConnection": _create_connection,
    "GetConnection": _get_connection,
    "ListConnections": _list_connections,
    "DeleteConnection": _delete_connection,
    "CreateHost": _create_host,
    "GetHost": _get_host,
    "ListHosts": _list_hosts,
    "UpdateHost": _update_host,
    "DeleteHost": _delete_host,
    "TagResource": _tag,
    "UntagResource": _untag,
    "ListTagsForResource": _list_tags,
}
OPERATIONS = {(service, name): operation for service in _SERVICES for name, operation in _NAMED.items()}
"""Under its present and its former name."""
