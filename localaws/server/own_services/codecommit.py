"""CodeCommit: repositories with their description, key, triggers and tags. There is no git behind them."""

import uuid

from localaws.server.account import Account
from localaws.server.own_services.records import Operation, Record, RefusedError, Shelf, now

_repositories = Shelf("RepositoryDoesNotExistException", "RepositoryNameExistsException")
_triggers: dict[str, list[Record]] = {}
_tags: dict[str, dict[str, str]] = {}


def _create(aws: Account, request: Record) -> Record:
    """Add one, encrypted with the account's own key of CodeCommit unless it names another."""
    name = request["repositoryName"]
    host = f"git-codecommit.{aws.region}.amazonaws.com/v1/repos/{name}"
    record = {
        "accountId": aws.id,
        "repositoryId": str(uuid.uuid4()),
        "repositoryName": name,
        "repositoryDescription": request.get("repositoryDescription", ""),
        "Arn": aws.arn("codecommit", name),
        "cloneUrlHttp": f"https://{host}",
        "cloneUrlSsh": f"ssh://{host}",
        "creationDate": now(),
        "lastModifiedDate": now(),
        "kmsKeyId": request.get("kmsKeyId", aws.arn("kms", "alias/aws/codecommit")),
    }
    _repositories.add(aws, name, record)
    _tags[record["Arn"]] = dict(request.get("tags", {}))
    return {"repositoryMetadata": record}


def _get(aws: Account, request: Record) -> Record:
    return {"repositoryMetadata": _repositories.get(aws, request["repositoryName"])}


def _list(aws: Account, _request: Record) -> Record:
    names = ("repositoryName", "repositoryId")
    return {"repositories": [{name: one[name] for name in names} for one in _repositories.of(aws).values()]}


def _delete(aws: Account, request: Record) -> Record:
    """Remove one; that it is not there is no error, as on AWS."""
    found = _repositories.of(aws).pop(request["repositoryName"], None)
    if found is None:
        return {}
    _tags.pop(found["Arn"], None)
    _triggers.pop(found["Arn"], None)
    return {"repositoryId": found["repositoryId"]}


def _describe_as(aws: Account, request: Record) -> Record:
    found = _repositories.get(aws, request["repositoryName"])
    found.update(repositoryDescription=request.get("repositoryDescription", ""), lastModifiedDate=now())
    return {}


def _encrypt_with(aws: Account, request: Record) -> Record:
    found = _repositories.get(aws, request["repositoryName"])
    former = found["kmsKeyId"]
    found.update(kmsKeyId=request["kmsKeyId"], lastModifiedDate=now())
    return {"repositoryId": found["repositoryId"], "kmsKeyId": found["kmsKeyId"], "originalKmsKeyId": former}


def _rename(aws: Account, request: Record) -> Record:
    """Move the record with its tags and triggers."""
    found, name = _repositories.get(aws, request["oldName"]), request["newName"]
    _repositories.add(aws, name, found)
    _repositories.remove(aws, request["oldName"])
    former = found["Arn"]
    host = f"git-codecommit.{aws.region}.amazonaws.com/v1/repos/{name}"
    found.update(repositoryName=name, Arn=aws.arn("codecommit", name))
    found.update(cloneUrlHttp=f"https://{host}", cloneUrlSsh=f"ssh://{host}", lastModifiedDate=now())
    _tags[found["Arn"]] = _tags.pop(former)
    _triggers[found["Arn"]] = _triggers.pop(former, [])
    return {}


def _put_triggers(aws: Account, request: Record) -> Record:
    """Keep them; nothing pushes, so none fires."""
    _triggers[_repositories.get(aws, request["repositoryName"])["Arn"]] = request["triggers"]
    return {"configurationId": str(uuid.uuid4())}


def _get_triggers(aws: Account, request: Record) -> Record:
    arn = _repositories.get(aws, request["repositoryName"])["Arn"]
    return {"configurationId": str(uuid.uuid4()), "triggers": _triggers.get(arn, [])}


def _tagged(request: Record) -> dict[str, str]:
    if request["resourceArn"] not in _tags:
        raise RefusedError("RepositoryDoesNotExistException", f"{request['resourceArn']} does not exist.")
    return _tags[request["resourceArn"]]


def _tag(_aws: Account, request: Record) -> Record:
    _tagged(request).update(request["tags"])
    return {}


def _untag(_aws: Account, request: Record) -> Record:
    held = _tagged(request)
    for key in request["tagKeys"]:
        held.pop(key, None)
    return {}


def _list_tags(_aws: Account, request: Record) -> Record:
    return {"tags": _tagged(request)}


_NAMED: dict[str, Operation] = {
    "CreateRepository": _create,
    "GetRepository": _get,
    "ListRepositories": _list,
    "DeleteRepository": _delete,
    "UpdateRepositoryDescription": _describe_as,
    "UpdateRepositoryEncryptionKey": _encrypt_with,
    "UpdateRepositoryName": _rename,
    "PutRepositoryTriggers": _put_triggers,
    "GetRepositoryTriggers": _get_triggers,
    "TagResource": _tag,
    "UntagResource": _untag,
    "ListTagsForResource": _list_tags,
}
OPERATIONS = {("codecommit", name): operation for name, operation in _NAMED.items()}
