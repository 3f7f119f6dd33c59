"""The contract: what people, the SDK and other tools read of a deployed platform, in SSM Parameter Store."""

from mlplatform.contract.parameter import ContractParameter
from mlplatform.contract.schema import CONTRACT, SCHEMA_VERSION, Entry

__all__ = ["CONTRACT", "SCHEMA_VERSION", "ContractParameter", "Entry"]
