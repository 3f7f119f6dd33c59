"""Ways to break what builds, delivers and serves."""

from tests.compliance.good_delivery import DIGEST, action, stage
from tests.compliance.mutation import MISSING, PARAMETER, p

_IMAGE = "PrimaryContainer.Image"
_ROLLOUT = "DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.Type"
_VARIABLES = "Environment.EnvironmentVariables"

DELIVERY = [
    *p("CB-01", "Build", "EncryptionKey", MISSING, "alias/aws/s3"),
    *p("CB-02", "Build", "Environment.PrivilegedMode", True, "true", PARAMETER),
    *p("CB-03", "Build", "LogsConfig", MISSING, {"CloudWatchLogs": {"Status": "DISABLED"}}),
    *p("CB-04", "Build", _VARIABLES, [{"Name": "AWS_SECRET_ACCESS_KEY", "Value": "abc"}]),
    *p("CB-04", "Build", _VARIABLES, [{"Name": "TOKEN", "Type": "PLAINTEXT", "Value": "abc"}]),
    *p("CB-05", "Build", "VpcConfig", MISSING, {"VpcId": "vpc-1"}),
    *p("CB-06", "Build", "Environment.Image", MISSING, "python:3.14", PARAMETER),
    *p("CB-07", "Build", "Artifacts.EncryptionDisabled", True, "true", PARAMETER),
    *p("CB-07", "Build", "SecondaryArtifacts", [{"EncryptionDisabled": True}]),
    *p("CP-01", "Delivery", "ArtifactStore", MISSING),
    *p("CP-01", "Delivery", "ArtifactStore.EncryptionKey", MISSING, {"Id": "alias/aws/s3"}),
    *p("CP-01", "Delivery", "ArtifactStores", [{"Region": "eu-west-1", "ArtifactStore": {"Location": "one"}}]),
    *p("CP-02", "Delivery", "Stages.4.Actions.0.ActionTypeId.Category", "Build"),
    *p("CP-02", "Delivery", "Stages.4", stage("Nothing", action("Build", "CodeBuild"))),
    *p("CP-02", "Delivery", "Stages.3", stage("Staging", action("Deploy", "CloudFormation"))),
    *p(
        "CP-02",
        "Delivery",
        "Stages.3",
        stage("Staging", action("Approval", "Manual"), action("Deploy", "CloudFormation")),
        stage("Staging", action("Approval", "Manual", 2), action("Deploy", "CloudFormation", 1)),
    ),
    *p("CP-03", "Delivery", "Stages.0.Actions.0.Configuration.PollForSourceChanges", MISSING, True, PARAMETER),
    *p("CP-03", "Delivery", "Stages.1.Actions.0.Configuration", {}),
    *p("CP-03", "Delivery", "Stages.0.Actions.0.Configuration.OAuthToken", PARAMETER),
    *p("SFN-01", "Machine", "LoggingConfiguration", MISSING, {"Level": "ALL"}),
    *p("SFN-01", "Machine", "LoggingConfiguration.Level", MISSING, "ERROR", PARAMETER),
    *p("SFN-02", "Machine", "TracingConfiguration", MISSING, {"Enabled": False}),
    *p("SFN-03", "Machine", "EncryptionConfiguration", MISSING, {"Type": "AWS_OWNED_KEY"}),
    *p("SM-MOD-01", "Model", "EnableNetworkIsolation", MISSING, False, PARAMETER),
    *p("SM-MOD-02", "Model", "VpcConfig", MISSING, {"Subnets": ["subnet-1"]}),
    *p("SM-MOD-03", "Model", _IMAGE, "registry.example.com/serving:1"),
    *p("SM-MOD-04", "Model", _IMAGE, MISSING, f"acme/serving@{DIGEST}"),
    *p("SM-MOD-04", "Model", _IMAGE, "111122223333.dkr.ecr.eu-west-1.amazonaws.com/acme/serving:latest"),
    *p("SM-MOD-04", "Model", _IMAGE, {"Fn::Sub": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/serving@${Digest}"}),
    *p("SM-MOD-04", "Model", "Containers.0.Image", "111122223333.dkr.ecr.eu-west-1.amazonaws.com/acme@sha256:0"),
    *p("SM-TAG-01", "Model", "Tags", MISSING, []),
    *p("SM-EPC-01", "EndpointConfig", "KmsKeyId", MISSING, "alias/aws/sagemaker"),
    *p("SM-EPC-02", "EndpointConfig", "ProductionVariants", MISSING, []),
    *p("SM-EPC-02", "EndpointConfig", "ProductionVariants.0.InitialInstanceCount", MISSING, 1, PARAMETER),
    *p("SM-EPC-03", "EndpointConfig", "DataCaptureConfig.EnableCapture", MISSING, False),
    *p("SM-EPC-04", "EndpointConfig", "DataCaptureConfig.KmsKeyId", MISSING, "alias/aws/s3"),
    *p("SM-EP-01", "Serving", "DeploymentConfig", MISSING),
    *p("SM-EP-01", "Serving", "DeploymentConfig.AutoRollbackConfiguration.Alarms", MISSING, []),
    *p("SM-EP-01", "Serving", _ROLLOUT, MISSING, "ALL_AT_ONCE"),
]
