"""A rich dossier, written by hand: every section, every kind of change, every verdict."""

import json

from mlplatform.dossier.changes import KINDS
from mlplatform.dossier.differences import sort, summary
from mlplatform.dossier.document import (
    Access,
    Acknowledgement,
    Change,
    Control,
    Difference,
    Dossier,
    Endpoint,
    Environment,
    Glance,
    Group,
    Item,
    Key,
    Network,
    Note,
    Reach,
    RoleSummary,
    Rule,
    StackSummary,
    Store,
    Subnet,
    Verdict,
)

CAPABILITIES = (
    "Read gold data",
    "Write gold data",
    "Read another team's data",
    "Start a training job in the VPC",
    "Start a training job without a VPC",
    "Approve a model version",
    "Promote a model to prod",
    "Administer a key",
)
ROLES = ("data-scientist", "lead", "data-engineer", "ml-engineer", "mlops-approver", "auditor", "train", "serve")
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 200" role="img" aria-label="The VPC"
style="font-family:system-ui,'Segoe UI',sans-serif;background:#fff;max-width:900px">
<style>text{fill:#0b5394}.far{stroke-dasharray:4 3}</style>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
<path d="M0 0 L8 4 L0 8 z" fill="#57606a"/></marker></defs>
<rect x="1" y="1" width="520" height="198" fill="#f5f7f9" stroke="#57606a"/><text x="16" y="26">VPC 10.67.0.0/20</text>
<rect x="20" y="60" width="200" height="100" fill="#fff" stroke="#0b5394"/><text x="34" y="90">subnet eu-west-1a</text>
<rect class="far" x="600" y="60" width="180" height="100" fill="#fff" stroke="#57606a"/>
<text x="614" y="90">endpoint s3</text>
<line x1="220" y1="110" x2="600" y2="110" stroke="#57606a" marker-end="url(#arrow)"/></svg>"""


def item(stack: str, name: str, type_: str, **properties: object) -> Item:
    body = {"Type": type_, "Properties": properties}
    return Item(
        place=f"{stack}/{name}",
        path=f"{stack}/{name}/Resource",
        type=type_,
        snippet=json.dumps(body, indent=2, sort_keys=True),
    )


def inventory(environment: str, users: int = 230) -> tuple[Item, ...]:
    name = f"volta-{environment}"
    profiles = (
        item(
            f"{name}-Users-shared-00",
            f"User{number:05}",
            "AWS::SageMaker::UserProfile",
            UserProfileName=f"user-{number:05}",
            Tags=[{"Key": "team", "Value": "trading"}],
        )
        for number in range(users)
    )
    network = f"{name}-Network"
    return (
        item(f"{name}-Data-trading", "Gold", "AWS::S3::Bucket", BucketName=f"{name}-trading-gold"),
        item(f"{name}-Foundation", "TeamKey", "AWS::KMS::Key", EnableKeyRotation=True, PendingWindowInDays=30),
        item(network, "Endpoints3", "AWS::EC2::VPCEndpoint", ServiceName="com.amazonaws.eu-west-1.s3"),
        item(network, "Jobs", "AWS::EC2::SecurityGroup", GroupDescription="jobs"),
        item(network, "SubnetA", "AWS::EC2::Subnet", CidrBlock="10.67.0.0/22"),
        item(network, "Vpc", "AWS::EC2::VPC", CidrBlock="10.67.0.0/20"),
        item(f"{name}-Roles-trading", "LeadPolicy", "AWS::IAM::ManagedPolicy", PolicyDocument={"Statement": []}),
        item(f"{name}-Roles-trading", "LeadRole", "AWS::IAM::Role", RoleName=f"{name}-trading-lead"),
        item(f"{name}-Studio", "Domain", "AWS::SageMaker::Domain", AppNetworkAccessType="VpcOnly"),
        *profiles,
    )


def network(environment: str, *, internet: bool = False) -> Network:
    stack = f"volta-{environment}-Network"
    reaches = [
        Reach(to="10.67.0.0/20", via="local", proof=f"{stack}/Vpc"),
        Reach(to="S3 (prefix list)", via="the gateway endpoint of s3", proof=f"{stack}/Endpoints3"),
    ]
    if internet:
        reaches.append(Reach(to="internet", via="an internet gateway", proof=f"{stack}/Vpc"))
    statement = "Traffic stays in the VPC, or goes to S3 by its gateway endpoint; nothing goes anywhere else."
    return Network(
        vpc=f"{stack}/Vpc",
        place=f"{stack}/Vpc",
        cidr="10.67.0.0/20",
        internet=f"{stack}/Vpc" if internet else None,
        subnets=(
            Subnet(
                id="SubnetA",
                place=f"{stack}/SubnetA",
                zone="eu-west-1a",
                cidr="10.67.0.0/22",
                reaches=tuple(reaches),
                statement=statement,
            ),
        ),
        groups=(
            Group(
                id="Jobs",
                place=f"{stack}/Jobs",
                name="jobs",
                rules=(
                    Rule(direction="in", protocol="tcp", ports="443", peer="10.67.0.0/20", proof=f"{stack}/Jobs"),
                    Rule(direction="out", protocol="tcp", ports="443", peer="pl-6da54004", proof=f"{stack}/Jobs"),
                ),
            ),
            Group(id="None", place="", name="default"),
        ),
        endpoints=(
            Endpoint(
                service="s3",
                kind="Gateway",
                place=f"{stack}/Endpoints3",
                private_dns=False,
                policy="Admits principals of the account 444444444444 on its buckets.",
            ),
            Endpoint(service="kms", kind="Interface", place="", private_dns=True, policy="no policy"),
        ),
        on_premises=("VPN gateway vgw-1 to 10.0.0.0/8",),
        picture=PICTURE,
    )


def access(environment: str, *, evaluated: bool = True) -> Access:
    policy = f"volta-{environment}-Roles-trading/LeadPolicy"
    return Access(
        evaluated=evaluated,
        capabilities=CAPABILITIES,
        roles=ROLES,
        matrix=tuple(
            _verdict(row, column, policy, evaluated=evaluated)
            for row in range(len(CAPABILITIES))
            for column in range(len(ROLES))
            if (row, column) != (7, 7)
        ),
        summaries=(
            RoleSummary(
                name=f"volta-{environment}-trading-lead",
                arn=f"arn:aws:iam::444444444444:role/volta-{environment}-trading-lead",
                place=f"volta-{environment}-Roles-trading/LeadRole",
                kind="persona",
                taken_by=("sagemaker.amazonaws.com where aws:SourceAccount is 444444444444",),
                becomes=("passes volta-prod-trading-train to sagemaker.amazonaws.com",),
                policies=(policy,),
                may=(
                    f"allow s3:GetObject on arn:aws:s3:::volta-{environment}-trading-gold/* (ReadGold)",
                    'deny  sagemaker:CreateModel on * where {"Null": {"sagemaker:VpcSubnets": "true"}} (DenyNoVpc)',
                ),
            ),
        ),
        approvers=("Persons with the role mlops-approver approve model versions, but not their own.",),
        picture=PICTURE,
    )


def _verdict(row: int, column: int, policy: str, *, evaluated: bool) -> Verdict:
    capability, role = CAPABILITIES[row], ROLES[column]
    if not evaluated:
        return Verdict(capability=capability, role=role, verdict="not evaluated")
    if (row * 3 + column) % 4 == 0:
        return Verdict(capability=capability, role=role, verdict="allowed", decided_by=("AllowGold",), place=policy)
    denied = ("DenyOtherSubnets", "DenyUnlessTagged") if row % 2 else ()
    return Verdict(
        capability=capability, role=role, verdict="denied", decided_by=denied, place=policy if denied else ""
    )


def environment(name: str, kinds: tuple[str, ...], *, evaluated: bool = True, users: int = 230) -> Environment:
    stack = f"volta-{name}"
    items = inventory(name, users)
    return Environment(
        name=name,
        account="444444444444",
        region="eu-west-1",
        kinds=kinds,
        stacks=(StackSummary(name=f"{stack}-Network", resources=len(items), description="VPC and endpoints"),),
        networks=(network(name, internet=name == "research"),),
        stores=(
            Store(
                name=f"{stack}-trading-gold",
                place=f"{stack}-Data-trading/Gold",
                type="AWS::S3::Bucket",
                team="trading",
                key=f"{stack}-Foundation/TeamKey",
                on_deletion="Retain",
                retention="noncurrent versions 30 days",
                backup="versions",
                readers=tuple(f"{stack}-trading-{role}" for role in ROLES),
            ),
        ),
        keys=(
            Key(
                name="alias/volta/trading",
                place=f"{stack}-Foundation/TeamKey",
                rotation=True,
                on_deletion="Retain",
                administrators=("the account's administrators",),
                users=(f"{stack}-trading-lead (UseByTeam)",),
                encrypts=(f"{stack}-Data-trading/Gold",),
            ),
        ),
        access=access(name, evaluated=evaluated),
        inventory=items,
    )


def changes() -> tuple[Change, ...]:
    """One of every kind, and a Studio domain that is lost."""
    every = [
        Change(
            kind=kind,
            environment="prod",
            place="volta-prod-Roles-trading/LeadPolicy",
            title=f"{KINDS[kind].means[:-1]}, in one sentence.",
            before="kms:Decrypt" if kind != "permission-gained" else "",
            after="kms:Decrypt, kms:DescribeKey where kms:ViaService is s3.eu-west-1.amazonaws.com",
        )
        for kind in KINDS
        if kind not in ("replaced", "exception", "control")
    ]
    return (
        *every,
        Change(
            kind="replaced",
            environment="research",
            place="volta-research-Studio/Domain",
            title="The Studio domain would be replaced, since AuthMode changes: every home in it is lost.",
            before="AuthMode: SSO",
            after="AuthMode: IAM",
        ),
        Change(
            kind="exception", environment="", place="storage.AccessLogBucket", title="MLPlatform::S3-02 is accepted."
        ),
        Change(kind="control", environment="", place="KMS-01", title="KMS-01 fails.", before="passed", after="failed"),
    )


def control(id_: str, verdict: str, *resources: str, **more: tuple[str, ...]) -> Control:
    return Control.model_validate(
        {
            "id": id_,
            "severity": "H",
            "requirement": "Rotation of customer-managed keys",
            "external": "KMS.4; CT.KMS.PR.1",
            "rule": "A key rotates every year.",
            "test": "tests/compliance/mutations_storage.py",
            "resources": resources,
            "verdict": verdict,
            **more,
        }
    )


def dossier(*, evaluated: bool = True, compared: bool = True, users: int = 230) -> Dossier:
    key = "volta-prod-Foundation/TeamKey"
    ordered = sort(list(changes()))
    environments = (
        environment("prod", ("serving",), evaluated=evaluated, users=users),
        environment("research", ("workbench",), evaluated=evaluated, users=users),
    )
    return Dossier(
        organisation="volta",
        release="0.3.0",
        glance=Glance(
            summary="12 stacks with 478 resources would be deployed to 2 environments. The gate failed: 1 problem.",
            gate="failed",
            problems=("OPEN FINDING volta-prod-Foundation/TeamKey: MLPlatform::KMS-01 (error): a key rotates",),
            counts={"environments": 2, "stacks": 12, "resources": sum(len(one.inventory) for one in environments)},
            coverage={"passed": 80, "failed": 1, "acknowledged": 2, "not applicable": 44},
        ),
        environments=environments,
        controls=(
            control("KMS-01", "failed", key, findings=(f"{key}: EnableKeyRotation is false",)),
            control("KMS-02", "passed", key),
            control("S3-02", "acknowledged", "volta-prod-Data-trading/Gold", acknowledged=(f"{key}: AwsSolutions-S1",)),
            control("DMS-01", "not applicable"),
        ),
        exceptions=(
            Acknowledgement(
                kind="acknowledgement",
                finding="AwsSolutions::AwsSolutions-IAM5",
                owner="identity.PersonaPolicy",
                places=("volta-prod-Roles-trading/LeadPolicy",),
                found=("Action::s3:Get*", "Resource::<LakeGold5F4D8429.Arn>/*"),
                reason="Grants on prefixes of a bucket of the team, bounded by the guard-rails.",
                decision="0003",
                since="2026-09-14",
            ),
            Acknowledgement(
                kind="kept service", finding="sagemaker-model-monitor", owner="the file", reason="Kept.", decision=""
            ),
        ),
        difference=Difference(
            baseline="volta 0.2.0", summary=summary(ordered), changes=tuple(ordered), to_review=len(ordered) - 3
        )
        if compared
        else None,
        notes=(Note(about="prod", text="Fn::Transform of volta-prod-Serving/Macro cannot be resolved."),),
    )
