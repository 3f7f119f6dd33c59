"""Resolving templates: every intrinsic function that policies use, and an error with its place for all the rest."""

from typing import Any

import pytest

from mlplatform.access import Estate, Guards, Roles, UnresolvableError
from mlplatform.access.assembly import Stack

ACCOUNT, REGION = "111122223333", "eu-west-1"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "T", "Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}],
}


def stack(name: str = "one", **template: Any) -> Stack:
    return Stack(name=name, account=ACCOUNT, region=REGION, template={"Resources": {}, **template})


def resolved(value: Any, **template: Any) -> Any:
    one = stack(**template)
    return Estate((one, OTHER)).resolve(one, value, "here")


OTHER = stack(
    "other",
    Resources={
        "Key": {"Type": "AWS::KMS::Key"},
        "Told": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/told", "Value": "told"}},
        "List": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/list", "Value": "a,b"}},
    },
    Outputs={"Key": {"Value": {"Fn::GetAtt": ["Key", "Arn"]}, "Export": {"Name": "other:Key"}}},
)
BUCKETS = {
    "Named": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::Join": ["-", ["a", "b"]]}}},
    "Generated": {"Type": "AWS::S3::Bucket"},
    "Role": {
        "Type": "AWS::IAM::Role",
        "Properties": {"RoleName": "r", "Path": "/p/", "AssumeRolePolicyDocument": TRUST},
    },
}
PARAMETERS = {
    "Plain": {"Type": "String", "Default": "plain"},
    "Told": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/told"},
    "List": {"Type": "AWS::SSM::Parameter::Value<List<String>>", "Default": "/list"},
    "Open": {"Type": "String"},
    "Untold": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/untold"},
}
CONDITIONS = {
    "Here": {"Fn::Equals": [{"Ref": "AWS::Region"}, REGION]},
    "There": {"Fn::Not": [{"Condition": "Here"}]},
    "Both": {"Fn::And": [{"Condition": "Here"}, {"Condition": "There"}]},
    "Either": {"Fn::Or": [{"Condition": "Here"}, {"Condition": "There"}]},
    "Nonsense": {"Fn::Perhaps": []},
}
MAPPINGS = {"ByRegion": {REGION: {"Account": "1"}}}
TEMPLATE = {"Resources": BUCKETS, "Parameters": PARAMETERS, "Conditions": CONDITIONS, "Mappings": MAPPINGS}

RESOLVED: list[tuple[Any, Any]] = [
    ("text", "text"),
    (1, 1),
    ({"a": [{"Ref": "AWS::Region"}]}, {"a": [REGION]}),
    ({"Ref": "AWS::AccountId"}, ACCOUNT),
    ({"Ref": "AWS::Partition"}, "aws"),
    ({"Ref": "AWS::URLSuffix"}, "amazonaws.com"),
    ({"Ref": "AWS::StackName"}, "one"),
    ([{"Ref": "AWS::NoValue"}, "a"], ["a"]),
    ({"a": {"Ref": "AWS::NoValue"}, "b": "c"}, {"b": "c"}),
    ({"Ref": "Named"}, "a-b"),
    ({"Fn::GetAtt": ["Named", "Arn"]}, "arn:aws:s3:::a-b"),
    ({"Fn::GetAtt": "Named.Arn"}, "arn:aws:s3:::a-b"),
    ({"Fn::GetAtt": ["Role", "Arn"]}, f"arn:aws:iam::{ACCOUNT}:role/p/r"),
    ({"Ref": "Plain"}, "plain"),
    ({"Ref": "Told"}, "told"),
    ({"Ref": "List"}, ["a", "b"]),
    ({"Fn::Sub": "${Named}/${AWS::Region}/${!literal}/${Named.Arn}"}, f"a-b/{REGION}/${{literal}}/arn:aws:s3:::a-b"),
    ({"Fn::Sub": ["${x}-${Named}", {"x": {"Ref": "Plain"}}]}, "plain-a-b"),
    ({"Fn::Join": ["", [{"Ref": "Named"}, ":", {"Ref": "Plain"}]]}, "a-b:plain"),
    ({"Fn::Join": [",", {"Ref": "List"}]}, "a,b"),
    ({"Fn::Select": ["1", {"Fn::Split": ["-", {"Ref": "Named"}]}]}, "b"),
    ({"Fn::FindInMap": ["ByRegion", {"Ref": "AWS::Region"}, "Account"]}, "1"),
    ({"Fn::If": ["Here", "yes", "no"]}, "yes"),
    ({"Fn::If": ["There", "yes", "no"]}, "no"),
    ({"Fn::If": ["Both", "yes", {"Ref": "AWS::NoValue"}]}, None),
    ({"Fn::If": ["Either", "yes", "no"]}, "yes"),
    ({"Fn::GetAZs": ""}, [f"{REGION}a", f"{REGION}b", f"{REGION}c"]),
    ({"Fn::Base64": "a"}, "YQ=="),
    ({"Fn::ToJsonString": {"a": {"Ref": "Plain"}}}, '{"a": "plain"}'),
    ({"Condition": {"StringEquals": {"a": "b"}}}, {"Condition": {"StringEquals": {"a": "b"}}}),
]


@pytest.mark.parametrize(("value", "wanted"), RESOLVED)
def test_a_value_is_resolved(value: Any, wanted: Any) -> None:
    found = resolved([value], **TEMPLATE)
    assert found == ([] if wanted is None else [wanted])


UNRESOLVABLE: list[tuple[Any, str]] = [
    ({"Ref": "Missing"}, "neither a resource nor a parameter Missing"),
    ({"Ref": "Open"}, "the parameter Open has no default"),
    ({"Ref": "Untold"}, "no stack of the account writes the parameter /untold"),
    ({"Ref": "AWS::StackId"}, "AWS::StackId is known only when it is deployed"),
    ({"Fn::GetAtt": ["Missing", "Arn"]}, "no resource Missing"),
    ({"Fn::GetAtt": ["Named", "WebsiteURL"]}, "nobody knows WebsiteURL of AWS::S3::Bucket"),
    ({"Fn::ImportValue": "missing"}, "exports missing"),
    ({"Fn::FindInMap": ["ByRegion", "mars", "Account"]}, "finds no 'mars' in ByRegion"),
    ({"Fn::Select": [7, ["a"]]}, "item 7 of 1"),
    ({"Fn::Join": ["", "text"]}, "is no list"),
    ({"Fn::If": ["Missing", 1, 2]}, "no condition Missing"),
    ({"Fn::If": ["Nonsense", 1, 2]}, "is no condition"),
    ({"Fn::Transform": {"Name": "x"}}, "Fn::Transform is no function"),
]


@pytest.mark.parametrize(("value", "message"), UNRESOLVABLE)
def test_what_cannot_be_resolved_says_where_and_why(value: Any, message: str) -> None:
    with pytest.raises(UnresolvableError, match=message) as raised:
        resolved(value, **TEMPLATE)
    assert str(raised.value).startswith(("here: ", "one/"))


def test_stacks_import_from_one_another() -> None:
    assert str(resolved({"Fn::ImportValue": "other:Key"})).startswith(f"arn:aws:kms:{REGION}:{ACCOUNT}:key/")


def test_generated_names_are_the_same_everywhere_and_differ() -> None:
    first, second = (resolved({"Ref": "Generated"}, **TEMPLATE) for _ in range(2))
    other = Estate((stack("two", Resources=BUCKETS),))
    assert first == second == first.lower()
    assert first != other.attribute(other.of("AWS::S3::Bucket")[1], "")


def test_a_cycle_is_an_error() -> None:
    def named(other: str) -> dict[str, Any]:
        return {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Ref": other}}}

    with pytest.raises(UnresolvableError, match="refers to itself"):
        resolved({"Ref": "A"}, Resources={"A": named("B"), "B": named("A")})


def test_what_a_condition_leaves_out_is_not_there() -> None:
    absent = {"Absent": {"Type": "AWS::S3::Bucket", "Condition": "There"}}
    assert Estate((stack(Resources=absent, Conditions=CONDITIONS),)).resources == ()


def role(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r", "AssumeRolePolicyDocument": TRUST, **properties}}


def document(sid: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": {"Sid": sid, "Effect": "Allow", "Action": "s3:*", "Resource": "*"}}


def managed(sid: str, **properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document(sid), **properties}}


def test_a_role_has_every_policy_that_is_attached_to_it_in_any_way() -> None:
    inline = {"PolicyName": "i", "PolicyDocument": document("Inline")}
    resources = {
        "Role": role(ManagedPolicyArns=[{"Ref": "Named"}], Policies=[inline], PermissionsBoundary={"Ref": "Limit"}),
        "Named": managed("Named"),
        "Limit": managed("Limit"),
        "ByName": managed("ByName", Roles=[{"Ref": "Role"}]),
        "Apart": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyDocument": document("Apart"), "Roles": ["r"]}},
        "Single": {
            "Type": "AWS::IAM::RolePolicy",
            "Properties": {"PolicyDocument": document("Single"), "RoleName": "r"},
        },
    }
    [found] = Roles(Estate((stack(Resources=resources),)))
    sids = {statement["Sid"] for policy in found.identity for statement in policy.statements}
    assert sids == {"Named", "Inline", "ByName", "Apart", "Single"}
    assert found.boundary
    assert [statement["Sid"] for statement in found.boundary.statements] == ["Limit"]


def test_a_policy_that_is_in_no_template_is_an_error() -> None:
    resources = {"Role": role(ManagedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])}
    with pytest.raises(
        UnresolvableError, match="one/Role: the policy arn:aws:iam::aws:policy/AdministratorAccess is attached"
    ):
        list(Roles(Estate((stack(Resources=resources),))))


@pytest.mark.parametrize("text", ["{", "[]", '"a"'])
def test_a_policy_that_is_no_document_is_an_error(text: str) -> None:
    with pytest.raises(UnresolvableError, match="one/Role"):
        list(Roles(Estate((stack(Resources={"Role": role(AssumeRolePolicyDocument=text)}),))))


GUARDED: dict[str, tuple[dict[str, Any], str]] = {
    "a bucket": (
        {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": "b", "PolicyDocument": document("G")}},
        "arn:aws:s3:::b/x",
    ),
    "a queue": (
        {
            "Type": "AWS::SQS::QueuePolicy",
            "Properties": {
                "Queues": [f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/q"],
                "PolicyDocument": document("G"),
            },
        },
        f"arn:aws:sqs:{REGION}:{ACCOUNT}:q",
    ),
    "a secret": (
        {
            "Type": "AWS::SecretsManager::ResourcePolicy",
            "Properties": {"SecretId": "arn:s", "ResourcePolicy": document("G")},
        },
        "arn:s",
    ),
    "a repository": (
        {"Type": "AWS::ECR::Repository", "Properties": {"RepositoryName": "r", "RepositoryPolicyText": document("G")}},
        f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/r",
    ),
    "a package of a group": (
        {
            "Type": "AWS::SageMaker::ModelPackageGroup",
            "Properties": {"ModelPackageGroupName": "g", "ModelPackageGroupPolicy": document("G")},
        },
        f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:model-package/g/1",
    ),
}


@pytest.mark.parametrize("name", GUARDED)
def test_a_policy_guards_its_resource(name: str) -> None:
    resource, arn = GUARDED[name]
    guards = Guards(Estate((stack(Resources={"Guard": resource}),)))
    [found] = guards.on(arn, ACCOUNT)
    assert found.statements[0]["Sid"] == "G"
    assert guards.on(f"{arn[:-1]}zz", "999999999999") == ()


@pytest.mark.parametrize("value", [document("X"), '{"Statement": [{"Effect": "Allow"}]}', {"Nested": [document("X")]}])
def test_a_policy_in_an_unknown_place_is_an_error(value: Any) -> None:
    resources = {"New": {"Type": "AWS::New::Thing", "Properties": {"Access": value}}}
    with pytest.raises(UnresolvableError, match="one/New: AWS::New::Thing carries a policy"):
        _ = Guards(Estate((stack(Resources=resources),))).all
