"""What runs outside of every VPC, or is reached from the internet by itself: no route of a VPC shows it."""

from collections.abc import Callable, Iterator, Mapping

from mlplatform.access.estate import Resource
from mlplatform.dossier.document import Network, Reach
from mlplatform.dossier.reading import Reading, short

Test = Callable[[Reading, Resource], bool]


def _without(name: str) -> Test:
    return lambda reading, resource: not reading.value(resource, name)


def _is(name: str, *values: str, default: str) -> Test:
    return lambda reading, resource: str(reading.value(resource, name, default)).lower() in values


def _model(reading: Reading, resource: Resource) -> bool:
    return not reading.value(resource, "VpcConfig") and not reading.value(resource, "EnableNetworkIsolation", False)


def _rest(reading: Reading, resource: Resource) -> bool:
    return "PRIVATE" not in reading.items(resource, "EndpointConfiguration.Types")


LEAVES: Mapping[str, tuple[str, Test]] = {
    "AWS::Lambda::Function": ("function", _without("VpcConfig.SubnetIds")),
    "AWS::CodeBuild::Project": ("build project", _without("VpcConfig.VpcId")),
    "AWS::SageMaker::Domain": (
        "Studio domain",
        _is("AppNetworkAccessType", "publicinternetonly", default="PublicInternetOnly"),
    ),
    "AWS::SageMaker::NotebookInstance": (
        "notebook instance",
        _is("DirectInternetAccess", "enabled", default="Enabled"),
    ),
    "AWS::SageMaker::Model": ("model", _model),
}
"""Types that run code in a network of AWS's own unless they are told not to."""
ENTERED: Mapping[str, tuple[str, Test]] = {
    "AWS::ElasticLoadBalancingV2::LoadBalancer": (
        "load balancer",
        _is("Scheme", "internet-facing", default="internet-facing"),
    ),
    "AWS::ElasticLoadBalancing::LoadBalancer": (
        "load balancer",
        _is("Scheme", "internet-facing", default="internet-facing"),
    ),
    "AWS::Lambda::Url": ("function URL", lambda *_: True),
    "AWS::ApiGateway::RestApi": ("API", _rest),
    "AWS::ApiGatewayV2::Api": ("API", lambda *_: True),
    "AWS::AppSync::GraphQLApi": ("API", _is("Visibility", "global", default="GLOBAL")),
    "AWS::CloudFront::Distribution": ("distribution", lambda *_: True),
    "AWS::Transfer::Server": ("file server", _is("EndpointType", "public", default="PUBLIC")),
}
"""Types with an address of the internet unless they are told not to."""
NAMES = ("FunctionName", "DomainName", "NotebookInstanceName", "ModelName", "Name")


def outside(reading: Reading) -> Iterator[Network]:
    """The network that is none; not there if nothing is outside."""
    found = tuple(sorted(_found(reading), key=lambda reach: (reach.to, reach.via, reach.proof)))
    if found:
        leaving = [f"{reach.via} ({reach.proof})" for reach in found if reach.to == "internet"]
        yield Network(
            vpc="", place="", cidr="", internet="; ".join(leaving) or None, outside=found, names="Whatever AWS does."
        )


def _found(reading: Reading) -> Iterator[Reach]:
    for resource in reading.of(*LEAVES):
        noun, test = LEAVES[resource.type]
        if test(reading, resource):
            via = f"{noun} {_name(reading, resource)}, in a network of AWS's own"
            yield Reach(to="internet", via=via, proof=resource.place, public=True)
    for resource in reading.of(*ENTERED):
        noun, test = ENTERED[resource.type]
        if test(reading, resource):
            name = f"{noun} {_name(reading, resource)}"
            yield Reach(to=name, via="reached from the internet", proof=resource.place, public=True)


def _name(reading: Reading, resource: Resource) -> str:
    return next((text for name in NAMES if (text := reading.text(resource, name))), short(resource))
