"""What the engine's handler of AWS::Lambda::Function drops."""

from localaws.server.account import Account
from localaws.server.resource import Facet, Properties


def _key(aws: Account, name: str, properties: Properties) -> None:
    arn = properties.get("KmsKeyArn", "")
    aws.client("lambda").update_function_configuration(FunctionName=name, KMSKeyArn=arn)


FUNCTION = (Facet(("KmsKeyArn",), _key),)
