"""The canary of our own rules: a template that is known to be bad in many ways, shown to them at every synth.

Without it, rules that see nothing any more would look like templates without a fault.
"""

from .evaluation import evaluate

EXPECTED = ("CW-01", "EVALUATION", "IAM-03", "IAM-06", "KMS-02", "LOG-01", "NO-CLOSED-SERVICE", "S3-07", "SM-MOD-02")
"""One rule at least of every way of looking: a property, a list, a relation, a policy, a definition, what is unread."""

_TEXT = '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
_STEPS = (
    '{"Steps": [{"Name": "Train", "Type": "Training", "Arguments": {"DebugHookConfig": {"S3OutputPath": "s3://x"}}}]}'
)
_BAD = {
    "Alarm": {"Type": "AWS::CloudWatch::Alarm"},
    "Bucket": {"Type": "AWS::S3::Bucket"},
    "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": {"Effect": "Allow", "Principal": "*"}}}},
    "Logs": {"Type": "AWS::Logs::LogGroup"},
    "Pipeline": {
        "Type": "AWS::SageMaker::Pipeline",
        "Properties": {"PipelineDefinition": {"PipelineDefinitionBody": _STEPS}},
    },
    "Policy": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyDocument": _TEXT}},
    "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Fn::ImportValue": "x"}}},
}


def own_canary() -> str:
    """Which of the expected rules fire, by their ids."""
    fired = {one.rule for one in evaluate({"canary": {"Resources": _BAD}})}
    return " ".join(rule for rule in EXPECTED if rule in fired)
