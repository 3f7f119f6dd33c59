"""What the good template needs to be deployable, and no rule asks for: members that the resource types require."""

from typing import Any

ROLE = "arn:aws:iam::111122223333:role/acme-main-service"
VPC = {"VpcId": {"Ref": "Vpc"}}
ROUTE = {"RouteTableId": "rtb-0a1b2c3d"}
IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/acme/monitor@sha256:" + "0" * 64
_FUNCTION = {"Code": {"ImageUri": IMAGE}, "Role": ROLE}
_BATCH = {"DataCapturedDestinationS3Uri": "s3://acme-capture", "DatasetFormat": {"Csv": {}}, "LocalPath": "/opt/ml/in"}
_INPUT = {"BatchTransformInput": _BATCH}
_TRUTH = {**_INPUT, "GroundTruthS3Input": {"S3Uri": "s3://acme-truth"}}


def _monitor(noun: str, application: dict[str, Any], job_input: dict[str, Any]) -> dict[str, Any]:
    return {f"{noun}AppSpecification": application, f"{noun}JobInput": job_input, "RoleArn": ROLE}


REQUIRED: dict[str, dict[str, Any]] = {
    "ReplicaTemplate": {"Prefix": "acme", "AppliedFor": ["REPLICATION"]},
    "RegistryScanning": {"ScanType": "BASIC", "Rules": [{"RepositoryFilters": [{"FilterType": "WILDCARD"}]}]},
    "Route": ROUTE,
    "ListedRoute": ROUTE,
    "Prefixes": {"PrefixListName": "premises", "AddressFamily": "IPv4"},
    "Group": {"GroupDescription": "Jobs"},
    "Egress": {"GroupId": {"Ref": "Group"}},
    "Endpoint": VPC,
    "Gateway": VPC,
    "NoPolicyEndpoint": VPC,
    "Function": {**_FUNCTION, "Code": {"ZipFile": "pass"}, "Handler": "index.handler"},
    "Handler": _FUNCTION,
    "OnFailure": {"Qualifier": "$LATEST"},
    "Permission": {"FunctionName": {"Ref": "Function"}, "Action": "lambda:InvokeFunction"},
    "Domain": {
        "DomainName": "acme-main",
        "DefaultSpaceSettings": {"ExecutionRole": ROLE},
        **VPC,
        "SubnetIds": ["subnet-1"],
    },
    "User": {"UserProfileName": "anna"},
    "Database": {"DatabaseInput": {"Name": "silver"}},
    "Table": {"DatabaseName": {"Ref": "Database"}, "TableInput": {"Name": "meters"}},
    "GlueJob": {"Role": ROLE, "Command": {"Name": "glueetl"}},
    "GlueSecurity": {"Name": "acme-main"},
    "CatalogEncryption": {},
    "Workgroup": {"Name": "forecasting"},
    "Build": {
        "ServiceRole": ROLE,
        "Source": {"Type": "CODEPIPELINE"},
        "Environment": {"Type": "ARM_CONTAINER", "ComputeType": "BUILD_GENERAL1_SMALL"},
    },
    "Delivery": {"RoleArn": ROLE},
    "Machine": {"RoleArn": ROLE},
    "Trainer": {"RoleArn": ROLE},
    "EndpointConfig": {
        "ProductionVariants": [{"VariantName": "one"}, {"VariantName": "two"}],
        "DataCaptureConfig": {
            "CaptureOptions": [{"CaptureMode": "Input"}],
            "DestinationS3Uri": "s3://acme-capture",
            "InitialSamplingPercentage": 10,
        },
    },
    "Serving": {"EndpointConfigName": {"Ref": "EndpointConfig"}},
    "Pipeline": {"PipelineName": "forecasting-train"},
    "Package": {
        "InferenceSpecification": {"SupportedContentTypes": ["text/csv"], "SupportedResponseMIMETypes": ["text/csv"]},
    },
    "FeatureGroup": {
        "FeatureGroupName": "meters",
        "RecordIdentifierFeatureName": "meter",
        "EventTimeFeatureName": "time",
        "FeatureDefinitions": [{"FeatureName": "meter", "FeatureType": "String"}],
    },
    "Notebook": {"InstanceType": "ml.t3.medium", "RoleArn": ROLE},
    "Transfer": {
        "DestinationLocationArn": "arn:aws:datasync:eu-west-1:111122223333:location/loc-1",
        "SourceLocationArn": "arn:aws:datasync:eu-west-1:111122223333:location/loc-2",
    },
    "InlinePolicy": {"PolicyName": "logs"},
    "Alarm": {"ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1},
    "DataQualityDefinition": _monitor("DataQuality", {"ImageUri": IMAGE}, _INPUT),
    "ModelBiasDefinition": _monitor("ModelBias", {"ImageUri": IMAGE, "ConfigUri": "s3://acme-config"}, _TRUTH),
    "ModelQualityDefinition": _monitor("ModelQuality", {"ImageUri": IMAGE, "ProblemType": "Regression"}, _TRUTH),
    "ModelExplainabilityDefinition": _monitor(
        "ModelExplainability", {"ImageUri": IMAGE, "ConfigUri": "s3://acme-config"}, _INPUT
    ),
    "Schedule": {
        "MonitoringScheduleName": "meters",
        "MonitoringScheduleConfig": {
            "MonitoringJobDefinition": {"MonitoringInputs": [_INPUT], "RoleArn": ROLE},
        },
    },
    "NamedSchedule": {"MonitoringScheduleName": "quality"},
}


def completed(resources: dict[str, Any]) -> None:
    """Add to each resource what its type requires."""
    for name, more in REQUIRED.items():
        if name in resources:
            _merge(resources[name]["Properties"], more)


def _merge(into: Any, more: Any) -> None:
    for key, value in more.items() if isinstance(more, dict) else enumerate(more):
        if isinstance(into, dict) and key not in into:
            into[key] = value
        elif isinstance(value, dict | list) and isinstance(into[key], dict | list):
            _merge(into[key], value)
