"""Custom resources for what CloudFormation cannot express: one asset, one function with a role of its own for each.

The folder is a package inside its asset, so that its modules import each other the same way in Lambda, in the tests
and for the type checker. The handlers are `custom_resources.default_security_group.handler`,
`custom_resources.domain_clean_up.handler` and `custom_resources.profile_clean_up.handler`.

What the execution roles hold stands in one place, `mlplatform.identity.capabilities.functions`: a tuple for each
handler, which a test holds against what the code calls, and `EVERY_FUNCTION` for what Lambda itself does in the role's
name. That is to write the log (whose group exists before the function, so it is never created here), to send traces, to
publish an event whose answer could not be delivered (from outside the VPC), and to attach the function to the VPC; the
code of the functions is kept from the last by `FUNCTION_DENIES` in `mlplatform.identity.guard_rails` (that of the
domain clean-up by `FILE_SYSTEM_DENIES`, which lets EFS take its own interfaces back).

What the code reaches from the VPC: the interface endpoint of its service, and for the answer the S3 gateway endpoint.
That endpoint's policy must allow s3:PutObject to any principal on
`arn:PARTITION:s3:::cloudformation-custom-resource-response-REGIONWITHOUTDASHES/*`: the URL is signed by
CloudFormation's own account, so `aws:PrincipalAccount` and `aws:PrincipalOrgID` would refuse it.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-vpce-bucketnames.html
"""
