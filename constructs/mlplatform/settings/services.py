"""Which AWS services have an endpoint that takes a policy.

The table that decides: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html and
`aws ec2 describe-vpc-endpoint-services` (VpcEndpointPolicySupported). Taken from the table's last public source
(awsdocs/amazon-vpc-user-guide at 0d06781, doc_source/integrated-services-vpce-list.md), and from the service's own page
where that table is silent or the service has learnt policies since: the page then stands beside the row.
"""

TAKES_POLICY = {
    "athena": True,
    "codeartifact.api": True,
    "codeartifact.repositories": True,
    "codecommit": True,
    # https://docs.aws.amazon.com/codecommit/latest/userguide/codecommit-and-interface-VPC.html: its example of a
    # policy restricts codecommit:GitPull, which is the git endpoint's.
    "git-codecommit": True,
    "ec2": True,
    "ecr.api": True,
    "ecr.dkr": True,
    # https://docs.aws.amazon.com/efs/latest/ug/efs-vpc-endpoints.html
    "elasticfilesystem": True,
    # https://docs.aws.amazon.com/glue/latest/dg/vpc-interface-endpoints.html
    "glue": True,
    "kms": True,
    "logs": True,
    "monitoring": True,
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html, and for gateways
    # https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
    "s3": True,
    "sagemaker.api": True,
    # No page says so: without a source no policy, because creating an endpoint with one that is not taken fails.
    "sagemaker.featurestore-runtime": False,
    "sagemaker.runtime": True,
    "secretsmanager": True,
    # https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
    "ssm": True,
    "states": True,
    "sts": True,
    # https://docs.aws.amazon.com/sagemaker/latest/dg/studio-interface-endpoint.html#studio-private-link-policy
    "studio": True,
}
