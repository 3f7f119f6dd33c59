from typing import Any

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

MINUTE = 60
SLOW_MICROSECONDS = 1_000_000


class EndpointAlarms(Construct):
    """Alarms on what callers of an endpoint feel; a deployment that sets one off is rolled back.

    Guarantees:
        - errors of the model, and slow answers; each tells the alarm topic (CW-01)
        - no callers, no alarm: an endpoint that nobody asks is not a broken one

    `names` are the alarms' names.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, prefix: str, endpoint: str, variant: str, topic_arn: str
    ) -> None:
        super().__init__(scope, construct_id)
        common: dict[str, Any] = {
            "namespace": "AWS/SageMaker",
            "dimensions": [
                cloudwatch.CfnAlarm.DimensionProperty(name="EndpointName", value=endpoint),
                cloudwatch.CfnAlarm.DimensionProperty(name="VariantName", value=variant),
            ],
            "period": MINUTE,
            "evaluation_periods": 3,
            "datapoints_to_alarm": 2,
            "treat_missing_data": "notBreaching",
            "alarm_actions": [topic_arn],
        }
        errors = cloudwatch.CfnAlarm(
            self,
            "Errors",
            alarm_name=f"{prefix}-errors",
            alarm_description="The model answers with an error",
            metric_name="Invocation5XXErrors",
            statistic="Sum",
            threshold=1,
            comparison_operator="GreaterThanOrEqualToThreshold",
            **common,
        )
        slow = cloudwatch.CfnAlarm(
            self,
            "Slow",
            alarm_name=f"{prefix}-slow",
            alarm_description="One answer in ten takes longer than a second",
            metric_name="ModelLatency",
            extended_statistic="p90",
            threshold=SLOW_MICROSECONDS,
            comparison_operator="GreaterThanThreshold",
            **common,
        )
        self.names = [errors.ref, slow.ref]
