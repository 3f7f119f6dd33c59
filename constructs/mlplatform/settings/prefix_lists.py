"""The S3 managed prefix lists by region: what a security group must let out for the gateway endpoint of S3.

The ids are AWS's, the same in every account. AWS publishes no table of them. These were printed by `aws ec2
describe-prefix-lists` for every region then enabled (published by http://sharadchhetri.com in the README of its
repository `aws`, 2018: 15 regions), and agree with independent tables in public code and with the ids in AWS's own
examples (us-east-1: AWS CLI reference, describe-prefix-lists; eu-west-1: awsdocs/aws-doc-sdk-examples,
Get-EC2PrefixList; ca-central-1: sample configurations of modern-data-architecture-accelerator). eu-north-1 and
ap-northeast-3 stand in independent public tables and in published route tables. A region for which only one source was
found, or sources contradict each other, is left out: there the organisation's file must give `s3_prefix_list`.
To check one: `aws ec2 describe-managed-prefix-lists --filters Name=prefix-list-name,Values=com.amazonaws.REGION.s3`.
"""

S3_PREFIX_LISTS = {
    "ap-northeast-1": "pl-61a54008",
    "ap-northeast-2": "pl-78a54011",
    "ap-northeast-3": "pl-a4a540cd",
    "ap-south-1": "pl-78a54011",
    "ap-southeast-1": "pl-6fa54006",
    "ap-southeast-2": "pl-6ca54005",
    "ca-central-1": "pl-7da54014",
    "eu-central-1": "pl-6ea54007",
    "eu-north-1": "pl-c3aa4faa",
    "eu-west-1": "pl-6da54004",
    "eu-west-2": "pl-7ca54015",
    "eu-west-3": "pl-23ad484a",
    "sa-east-1": "pl-6aa54003",
    "us-east-1": "pl-63a5400a",
    "us-east-2": "pl-7ba54012",
    "us-west-1": "pl-6ba54002",
    "us-west-2": "pl-68a54001",
}
