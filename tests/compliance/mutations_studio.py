"""Ways to break Studio, functions, logs, alarms and the data catalogue."""

from typing import Any

from tests.compliance.mutation import MISSING, PARAMETER
from tests.compliance.mutation import p as _p
from tests.compliance.pieces import KEY


def _if(good: Any, bad: Any) -> dict[str, Any]:
    return {"Fn::If": ["IsProd", good, bad]}


NO_VALUE = {"Ref": "AWS::NoValue"}
_DEFAULTS = "DefaultUserSettings"
_IDLE = f"{_DEFAULTS}.JupyterLabAppSettings.AppLifecycleManagement.IdleSettings"

SAGEMAKER = [
    *_p(
        "SM-DOM-01",
        "Domain",
        "AppNetworkAccessType",
        "PublicInternetOnly",
        MISSING,
        PARAMETER,
        _if("VpcOnly", NO_VALUE),
    ),
    *_p("SM-DOM-02", "Domain", "KmsKeyId", MISSING, "", "alias/aws/elasticfilesystem", _if(KEY, NO_VALUE)),
    *_p("SM-DOM-03", "Domain", "AppSecurityGroupManagement", MISSING, "Service"),
    *_p("SM-DOM-03", "Domain", f"{_DEFAULTS}.SecurityGroups", MISSING, []),
    *_p("SM-DOM-03", "Domain", f"{_DEFAULTS}.ExecutionRole", MISSING),
    *_p("SM-DOM-04", "Domain", f"{_DEFAULTS}.SharingSettings", MISSING, {"NotebookOutputOption": "Allowed"}),
    *_p("SM-DOM-05", "Domain", "DomainSettings", MISSING, {"ExecutionRoleIdentityConfig": "DISABLED"}),
    *_p("SM-DOM-06", "Domain", "AuthMode", MISSING, "IAM"),
    *_p("SM-DOM-07", "Domain", _IDLE, MISSING, {"LifecycleManagement": "DISABLED", "IdleTimeoutInMinutes": 60}),
    *_p("SM-DOM-07", "Domain", f"{_IDLE}.IdleTimeoutInMinutes", MISSING),
    *_p("SM-DOM-07", "Domain", f"{_DEFAULTS}.CodeEditorAppSettings", MISSING),
    *_p("SM-DOM-07", "Domain", "DefaultSpaceSettings.JupyterLabAppSettings", MISSING),
    *_p("SM-USR-01", "User", "UserSettings", MISSING, {"ExecutionRole": {"Fn::GetAtt": ["Role", "Arn"]}}),
]

COMPUTE = [
    *_p("LAM-01", "Function", "VpcConfig", MISSING, {"SubnetIds": [], "SecurityGroupIds": ["sg-1"]}),
    *_p("LAM-02", "Function", "KmsKeyArn", MISSING),
    *_p("LAM-03", "Function", "Runtime", MISSING, "python3.9", "nodejs20.x"),
    *_p("LAM-04", "Function", "DeadLetterConfig", MISSING, {}),
    *_p("LAM-05", "Function", "ReservedConcurrentExecutions", MISSING, "many"),
    *_p("LAM-06", "Function", "TracingConfig", MISSING, {"Mode": "PassThrough"}),
    *_p("LAM-07", "Function", "Environment.Variables.DB_PASSWORD", "hunter2"),
    *_p(
        "LAM-07",
        "Function",
        "Environment.Variables.OTHER",
        "AKIA" + "A" * 16,
        "{{resolve:secretsmanager:db:SecretString:p}}",
    ),
    *_p("LAM-07", "Function", "Environment.Variables.TOKEN", _if({"Ref": "Key"}, "abcdef")),
    *_p("LAM-08", "Permission", "SourceArn", MISSING),
    *_p("LAM-08", "Permission", "Principal", "*", "s3.amazonaws.com"),
    *_p("LAM-08", "Permission", "FunctionUrlAuthType", "NONE"),
    *_p("LOG-01", "LogGroup", "KmsKeyId", MISSING),
    *_p("LOG-02", "LogGroup", "RetentionInDays", MISSING, 30, "90"),
    *_p("CW-01", "Alarm", "AlarmActions", MISSING, [], [NO_VALUE], _if([{"Ref": "Topic"}], [])),
    *_p("CW-01", "Alarm", "ActionsEnabled", False),
]

_CATALOG = "DataCatalogEncryptionSettings"
_GLUE = "EncryptionConfiguration"
_QUERIES = "WorkGroupConfiguration"
_RESULTS = f"{_QUERIES}.ResultConfiguration.EncryptionConfiguration"

DATA = [
    *_p("GLU-01", "GlueJob", "SecurityConfiguration", MISSING, ""),
    *_p("GLU-02", "GlueSecurity", _GLUE, MISSING, {}),
    *_p("GLU-02", "GlueSecurity", f"{_GLUE}.S3Encryptions", MISSING, [], [{"S3EncryptionMode": "SSE-S3"}]),
    *_p("GLU-02", "GlueSecurity", f"{_GLUE}.S3Encryptions.0.KmsKeyArn", MISSING, "alias/aws/s3"),
    *_p("GLU-02", "GlueSecurity", f"{_GLUE}.CloudWatchEncryption", MISSING, {"CloudWatchEncryptionMode": "DISABLED"}),
    *_p("GLU-02", "GlueSecurity", f"{_GLUE}.JobBookmarksEncryption.JobBookmarksEncryptionMode", MISSING, "DISABLED"),
    *_p("GLU-03", "CatalogEncryption", f"{_CATALOG}.EncryptionAtRest", MISSING, {"CatalogEncryptionMode": "DISABLED"}),
    *_p("GLU-03", "CatalogEncryption", f"{_CATALOG}.EncryptionAtRest.SseAwsKmsKeyId", MISSING, "alias/aws/glue"),
    *_p("GLU-03", "CatalogEncryption", f"{_CATALOG}.EncryptionAtRest.CatalogEncryptionMode", MISSING, PARAMETER),
    *_p("GLU-03", "CatalogEncryption", f"{_CATALOG}.ConnectionPasswordEncryption", MISSING, {"KmsKeyId": KEY}),
    *_p("GLU-03", "CatalogEncryption", f"{_CATALOG}.ConnectionPasswordEncryption.KmsKeyId", MISSING),
    *_p("ATH-01", "Workgroup", _RESULTS, MISSING, {"EncryptionOption": "SSE_S3"}),
    *_p("ATH-01", "Workgroup", f"{_RESULTS}.KmsKey", MISSING, "alias/aws/athena"),
    *_p("ATH-01", "Workgroup", f"{_RESULTS}.EncryptionOption", MISSING, "SSE_S3"),
    *_p("ATH-02", "Workgroup", f"{_QUERIES}.EnforceWorkGroupConfiguration", MISSING, False, "false"),
    *_p("ATH-02", "Workgroup", _QUERIES, MISSING),
]
