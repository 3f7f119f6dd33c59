from aws_cdk import Aws
from aws_cdk import aws_sns as sns
from constructs import Construct

PUBLISHERS = ("budgets.amazonaws.com", "cloudwatch.amazonaws.com")


class AlarmTopic(Construct):
    """The topic of alarms, budget warnings and failed functions, with the contact as subscriber.

    Guarantees:
        - encrypted with the given key (SNS-01); publishing without TLS is denied (SNS-02)
        - CloudWatch and Budgets may publish, for this account only
    """

    def __init__(self, scope: Construct, construct_id: str, *, key_arn: str, contact: str) -> None:
        super().__init__(scope, construct_id)
        topic = sns.CfnTopic(self, "Resource", kms_master_key_id=key_arn)
        self.topic_arn = topic.ref
        sns.CfnTopicPolicy(self, "Policy", topics=[topic.ref], policy_document=self._policy())
        sns.CfnSubscription(self, "Contact", topic_arn=topic.ref, protocol="email", endpoint=contact)

    def _policy(self) -> dict[str, object]:
        allow = {
            "Sid": "PublishOfThisAccount",
            "Effect": "Allow",
            "Principal": {"Service": list(PUBLISHERS)},
            "Action": "sns:Publish",
            "Resource": self.topic_arn,
            "Condition": {"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
        }
        deny = {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sns:Publish",
            "Resource": self.topic_arn,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
        return {"Version": "2012-10-17", "Statement": [allow, deny]}
