"""ECR's registry: its policy, its replication, its templates for repositories that come by themselves."""

from localaws.server.account import Account
from localaws.server.own_services.records import Operation, Record, RefusedError, Shelf, now, without

_policies = Shelf("RegistryPolicyNotFoundException", "")
_rules = Shelf("", "")
_templates = Shelf("TemplateNotFoundException", "TemplateAlreadyExistsException")

_ONLY = "registry"


def _put_policy(aws: Account, request: Record) -> Record:
    _policies.of(aws)[_ONLY] = {"registryId": aws.id, "policyText": request["policyText"]}
    return _policies.get(aws, _ONLY)


def _get_policy(aws: Account, _request: Record) -> Record:
    return _policies.get(aws, _ONLY)


def _delete_policy(aws: Account, _request: Record) -> Record:
    return _policies.remove(aws, _ONLY)


def _put_replication(aws: Account, request: Record) -> Record:
    """Keep the rules; no image is copied."""
    wanted = request["replicationConfiguration"]
    for destination in [one for rule in wanted["rules"] for one in rule["destinations"]]:
        if (destination["registryId"], destination["region"]) == (aws.id, aws.region):
            raise RefusedError("InvalidParameterException", "A registry does not replicate to itself.")
    _rules.of(aws)[_ONLY] = wanted
    return {"replicationConfiguration": wanted}


def _describe_registry(aws: Account, _request: Record) -> Record:
    return {"registryId": aws.id, "replicationConfiguration": _rules.of(aws).get(_ONLY, {"rules": []})}


def _create_template(aws: Account, request: Record) -> Record:
    born = {"createdAt": now(), "updatedAt": now(), "imageTagMutability": "MUTABLE"}
    return _shown(aws, _templates.add(aws, request["prefix"], {**born, **request}))


def _update_template(aws: Account, request: Record) -> Record:
    """Replace the members that the request names."""
    found = _templates.get(aws, request["prefix"])
    found.update(request, updatedAt=now())
    return _shown(aws, found)


def _delete_template(aws: Account, request: Record) -> Record:
    return _shown(aws, _templates.remove(aws, request["prefix"]))


def _describe_templates(aws: Account, request: Record) -> Record:
    prefixes = request.get("prefixes") or sorted(_templates.of(aws))
    found = [_templates.get(aws, prefix) for prefix in prefixes]
    return {"registryId": aws.id, "repositoryCreationTemplates": found}


def _shown(aws: Account, template: Record) -> Record:
    return {"registryId": aws.id, "repositoryCreationTemplate": without(template, "registryId")}


OPERATIONS: dict[tuple[str, str], Operation] = {
    ("ecr", "PutRegistryPolicy"): _put_policy,
    ("ecr", "GetRegistryPolicy"): _get_policy,
    ("ecr", "DeleteRegistryPolicy"): _delete_policy,
    ("ecr", "PutReplicationConfiguration"): _put_replication,
    ("ecr", "DescribeRegistry"): _describe_registry,
    ("ecr", "CreateRepositoryCreationTemplate"): _create_template,
    ("ecr", "UpdateRepositoryCreationTemplate"): _update_template,
    ("ecr", "DeleteRepositoryCreationTemplate"): _delete_template,
    ("ecr", "DescribeRepositoryCreationTemplates"): _describe_templates,
}
