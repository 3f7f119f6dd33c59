"""Roles, their policies and boundary, as they should be."""

from typing import Any

from tests.compliance.pieces import ACCOUNT, arn, policy, trust

_HERE = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}

IDENTITY: dict[str, Any] = {
    "Boundary": {
        "Type": "AWS::IAM::ManagedPolicy",
        "Properties": {
            "PolicyDocument": policy(
                {"Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "NotAction": "sts:*", "Resource": "*"},
            )
        },
    },
    "Policy": {
        "Type": "AWS::IAM::ManagedPolicy",
        "Properties": {
            "Roles": [{"Ref": "Role"}],
            "PolicyDocument": policy(
                {
                    "Effect": "Allow",
                    "Action": ["s3:GetObject", "s3:List*"],
                    "Resource": {"Fn::Sub": "${Bucket.Arn}/team/*"},
                },
                {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": {"Fn::GetAtt": ["Key", "Arn"]}},
                {
                    "Effect": "Allow",
                    "Action": "kms:Decrypt",
                    "Resource": arn(":kms:eu-west-1:111122223333:key/*"),
                    "Condition": {"ForAnyValue:StringLike": {"kms:ResourceAliases": "alias/acme-hub/*"}},
                },
                {
                    "Effect": "Allow",
                    "Action": "iam:PassRole",
                    "Resource": [{"Fn::GetAtt": ["Role", "Arn"]}, arn(":iam::", ACCOUNT, ":role/acme-main-*-job")],
                    "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
                },
                {
                    "Effect": "Allow",
                    "Action": ["sagemaker:CreateTrainingJob", "lambda:CreateFunction"],
                    "Resource": "*",
                },
                {"Effect": "Deny", "Action": ["iam:*", "s3:*"], "Resource": "*"},
            ),
        },
    },
    "InlinePolicy": {
        "Type": "AWS::IAM::Policy",
        "Properties": {
            "Roles": [{"Ref": "Role"}],
            "PolicyDocument": policy({"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}),
        },
    },
    "Role": {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "PermissionsBoundary": {"Ref": "Boundary"},
            "ManagedPolicyArns": [arn(":iam::", ACCOUNT, ":policy/acme-main-training")],
            "AssumeRolePolicyDocument": trust("sagemaker.amazonaws.com", **_HERE),
        },
    },
    "TeamRole": {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "PermissionsBoundary": {"Ref": "Boundary"},
            "AssumeRolePolicyDocument": trust(
                "sagemaker.amazonaws.com", ArnLike={"aws:SourceArn": "arn:aws:sagemaker:*:111122223333:*"}
            ),
        },
    },
    "FunctionRole": {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "PermissionsBoundary": {"Ref": "Boundary"},
            "AssumeRolePolicyDocument": trust("lambda.amazonaws.com"),
        },
    },
}
