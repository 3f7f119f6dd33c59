from collections.abc import Mapping
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from mlplatform.contract.schema import SCHEMA_VERSION, entry_for
from mlplatform.settings.names import Names

MAX_BYTES = 4096
"""Size of a standard parameter's value (Systems Manager quotas)."""

REFERENCE_BYTES = 120
"""What a reference may become when it is deployed: an ARN with a name of 64 characters fits."""


class ContractParameter(Construct):
    """One key of the contract, as JSON.

    Guarantees:
        - the key and its fields are those of `schema.CONTRACT`, no more and no fewer; an optional one without a value
          is left out
        - the value fits a standard parameter of 4 KB
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, names: Names, key: str, fields: Mapping[str, Any]
    ) -> None:
        super().__init__(scope, construct_id)
        entry = entry_for(key)
        if set(fields) != set(entry.fields):
            raise ValueError(
                f"{key}: fields {sorted(fields)} given, {sorted(entry.fields)} documented in the contract."
            )
        said = {name: value for name, value in fields.items() if name not in entry.optional or value}
        value = Stack.of(self).to_json_string({"schema_version": SCHEMA_VERSION, **said})
        self._check_size(key, Stack.of(self).resolve(value))
        ssm.CfnParameter(
            self,
            "Resource",
            name=names.parameter(key),
            type="String",
            value=value,
            description=entry.purpose,
        )

    def _check_size(self, key: str, resolved: Any) -> None:
        parts = resolved["Fn::Join"][1] if isinstance(resolved, dict) else [resolved]
        size = sum(len(part.encode()) if isinstance(part, str) else REFERENCE_BYTES for part in parts)
        if size > MAX_BYTES:
            raise ValueError(f"{key}: about {size} bytes, and a standard parameter holds {MAX_BYTES}. Split the key.")
