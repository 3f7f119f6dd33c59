from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

FIVE_MINUTES = 300


class FailureAlarm(Construct):
    """Says that a pipeline of the account failed: a build, a training, a release; an approval refused or run out.

    Guarantees:
        - tells the alarm topic (CW-01); no pipelines, no alarm

    CodePipeline counts failures for the whole account. A rule of EventBridge could name the project, but EventBridge
    publishes to an encrypted topic only if the key's policy opens to it without a condition on the source
    (docs/decisions/0013-delivery.md).
    """

    def __init__(self, scope: Construct, construct_id: str, *, name: str, topic_arn: str) -> None:
        super().__init__(scope, construct_id)
        cloudwatch.CfnAlarm(
            self,
            "Resource",
            alarm_name=name,
            alarm_description="The delivery of a project failed; the pipelines of this account say which, and why",
            namespace="AWS/CodePipeline",
            metric_name="FailedPipelineExecutions",
            statistic="Sum",
            period=FIVE_MINUTES,
            evaluation_periods=1,
            threshold=1,
            comparison_operator="GreaterThanOrEqualToThreshold",
            treat_missing_data="notBreaching",
            alarm_actions=[topic_arn],
        )
