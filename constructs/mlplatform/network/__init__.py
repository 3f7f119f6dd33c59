"""The network: created without a way to the internet, or adopted from its owner."""

from mlplatform.network.adopted_network import AdoptedNetwork
from mlplatform.network.closed_default_security_group import ClosedDefaultSecurityGroup
from mlplatform.network.endpoint_policy import ReadElsewhere
from mlplatform.network.private_network import PrivateNetwork

__all__ = ["AdoptedNetwork", "ClosedDefaultSecurityGroup", "PrivateNetwork", "ReadElsewhere"]
