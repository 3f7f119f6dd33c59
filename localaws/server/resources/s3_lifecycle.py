"""The lifecycle rules of a bucket: the template's words for them differ from the API's."""

from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Properties
from localaws.server.resources.documents import picked

_SAME = ("Status", "AbortIncompleteMultipartUpload", "NoncurrentVersionExpiration")


def apply(aws: Account, bucket: str, properties: Properties) -> None:
    """Set the rules, or remove them all."""
    s3 = aws.client("s3")
    if wanted := properties.get("LifecycleConfiguration"):
        rules = [_rule(number, rule) for number, rule in enumerate(wanted["Rules"], 1)]
        s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})
    else:
        s3.delete_bucket_lifecycle(Bucket=bucket)


def _rule(number: int, rule: dict[str, Any]) -> dict[str, Any]:
    expiration = picked(rule, Days="ExpirationInDays", Date="ExpirationDate")
    expiration |= picked(rule, "ExpiredObjectDeleteMarker")
    noncurrent = rule.get("NoncurrentVersionTransitions", [])
    result = {
        "ID": rule.get("Id", f"rule-{number}"),
        "Filter": _filter(rule),
        **picked(rule, *_SAME),
        "Expiration": expiration,
        "Transitions": [_transition(one, "TransitionInDays", "Days") for one in rule.get("Transitions", [])],
        "NoncurrentVersionTransitions": [_transition(one, "TransitionInDays", "NoncurrentDays") for one in noncurrent],
    }
    if days := rule.get("NoncurrentVersionExpirationInDays"):
        result["NoncurrentVersionExpiration"] = {"NoncurrentDays": days}
    return {key: value for key, value in result.items() if value or key == "Filter"}


def _transition(one: dict[str, Any], own: str, api: str) -> dict[str, Any]:
    return picked(one, "StorageClass", "NewerNoncurrentVersions", **{api: own, "Date": "TransitionDate"})


def _filter(rule: dict[str, Any]) -> dict[str, Any]:
    tags = rule.get("TagFilters", [])
    conditions = picked(rule, "Prefix", "ObjectSizeGreaterThan", "ObjectSizeLessThan")
    if len(conditions) + len(tags) > 1:
        return {"And": {**conditions, **({"Tags": tags} if tags else {})}}
    return {"Tag": tags[0]} if tags else conditions or {"Prefix": ""}
