"""The network of an environment: one that the platform creates, or one that is there."""

from ipaddress import IPv4Network
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from .base import Settings
from .cidr import CREATED_CIDR, VPC_CIDR
from .form import Form
from .lists import unique
from .one_of import exactly_one


def resource_id(prefix: str, noun: str) -> Form:
    """The form of an EC2 resource's id: 8 hexadecimal digits, 17 since 2018."""
    return Form(
        pattern=rf"{prefix}-(?:[0-9a-f]{{8}}|[0-9a-f]{{17}})",
        expected=f"the id of {noun}: {prefix}- and 8 or 17 of 0-9 and a-f",
        fix=f"copy the id from the console or the command line, for example {prefix}-0123456789abcdef0",
    )


ZONE = Form(
    pattern=r"[a-z]{2}[a-z-]*-[1-9][a-z]",
    expected="an availability zone such as eu-west-1a",
    fix="write the zone's name: the region and a letter; not the zone's id (euw1-az1)",
)

ENDPOINT = Form(
    pattern=r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*",
    expected="the last part of an endpoint's service name, such as s3 or sagemaker.api",
    fix="leave com.amazonaws.<region>. and aws.sagemaker.<region>. out",
)


class CreatedNetwork(Settings):
    """A VPC with isolated subnets only, one for each zone."""

    cidr: Annotated[IPv4Network, CREATED_CIDR] = Field(
        description="Private range of /16 to /24, overlapping with nothing you are connected to.",
        examples=["10.20.0.0/20"],
    )
    zones: Literal[2, 3] = Field(default=2, description="Availability zones; 3 needs account and region.")


class AdoptedSubnet(Settings):
    """A subnet of an adopted VPC."""

    id: Annotated[str, resource_id("subnet", "a subnet")] = Field(
        description="The subnet's id.", examples=["subnet-0123456789abcdef0"]
    )
    zone: Annotated[str, ZONE] = Field(description="The subnet's availability zone.", examples=["eu-west-1a"])


class AdoptedNetwork(Settings):
    """A VPC that a network team owns: nothing in it is changed but security groups that the platform adds."""

    vpc_id: Annotated[str, resource_id("vpc", "a VPC")] = Field(
        description="The VPC's id.", examples=["vpc-0123456789abcdef0"]
    )
    cidr: Annotated[IPv4Network, VPC_CIDR] = Field(
        description="The VPC's private range, /16 to /28.", examples=["10.30.0.0/20"]
    )
    subnets: tuple[AdoptedSubnet, ...] = Field(
        description="Two subnets at least without a route to the internet, each in a zone of its own.",
        examples=[
            "[{id: subnet-0123456789abcdef0, zone: eu-west-1a}, {id: subnet-0123456789abcdef1, zone: eu-west-1b}]"
        ],
    )
    endpoint_security_group: Annotated[str, resource_id("sg", "a security group")] = Field(
        description="Security group of the VPC's interface endpoints; the platform's groups may reach it on 443.",
        examples=["sg-0123456789abcdef0"],
    )
    endpoints: Annotated[tuple[Annotated[str, ENDPOINT], ...], AfterValidator(unique)] = Field(
        description="Services that have an endpoint in the VPC; the check names what an enabled feature lacks.",
        examples=[["s3", "sts", "kms"]],
    )


class Network(Settings):
    """Exactly one network: created, or adopted."""

    create: CreatedNetwork | None = Field(default=None, description="A VPC that the platform creates.")
    adopt: AdoptedNetwork | None = Field(default=None, description="A VPC that is there and that others own.")
    s3_prefix_list: Annotated[str, resource_id("pl", "a prefix list")] | None = Field(
        default=None,
        description="S3 managed prefix list of the region, which the platform's security groups let through to the "
        "gateway endpoint of S3. Known for the common regions; needed in the others.",
        examples=["pl-6da54004"],
    )

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        exactly_one(self, "create", "adopt")
        return self
