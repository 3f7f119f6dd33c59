"""The id of a wildcard finding, computed the way cdk-nag computes it."""

from typing import Any


def flatten(value: Any) -> str:
    """One string for a resolved value, as cdk-nag's `flattenCfnReference` writes it: `Ref` as <Name>, parts joined."""
    match value:
        case str():
            return value.replace("${", "<").replace("}", ">")
        case {"Ref": name}:
            return f"<{flatten(name)}>"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{flatten(name)}.{flatten(attribute)}>"
        case {"Fn::ImportValue": name}:
            return flatten(name)
        case {"Fn::Join": [str(delimiter), parts]}:
            return delimiter.join(flatten(part) for part in parts)
    raise ValueError(f"Cannot compute the id of a wildcard finding in {value!r}: use Ref, GetAtt, Join or ImportValue.")
