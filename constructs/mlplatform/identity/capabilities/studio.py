"""Studio: one's own private spaces, the team's shared space, one's own sign-in.

The `${sagemaker:...}` variables name the domain and the profile that the caller works in (developer guide, Studio
spaces); `${aws:SourceIdentity}` is who the identity provider says the person is.
"""

from mlplatform.identity.capabilities.jobs import LENT_TO_SERVICES
from mlplatform.identity.statement import Statement, Wildcard

DOMAIN = "sagemaker:domain/${sagemaker:DomainId}"
OWN_PROFILE = "sagemaker:user-profile/${sagemaker:DomainId}/${sagemaker:UserProfileName}"
SPACES = "sagemaker:space/${sagemaker:DomainId}/*"
APPS = "sagemaker:app/${sagemaker:DomainId}/*"
OWN_AND_PRIVATE = {
    "ArnLike": {"sagemaker:OwnerUserProfileArn": "<own-profile>"},
    "StringEquals": {"sagemaker:SpaceSharingType": ["Private"]},
}

BROWSE_STUDIO = Statement(
    sid="BrowseStudio",
    actions=(
        "sagemaker:ListApps",
        "sagemaker:ListDomains",
        "sagemaker:ListSpaces",
        "sagemaker:ListUserProfiles",
    ),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
READ_STUDIO = Statement(
    sid="ReadStudio",
    actions=(
        "sagemaker:DescribeApp",
        "sagemaker:DescribeDomain",
        "sagemaker:DescribeSpace",
        "sagemaker:DescribeUserProfile",
    ),
    resources=(DOMAIN, OWN_PROFILE, SPACES, APPS),
    wildcard=Wildcard.CREATED_LATER,
)
OWN_SPACES = Statement(
    sid="OwnSpaces",
    actions=("sagemaker:CreateSpace", "sagemaker:DeleteSpace", "sagemaker:UpdateSpace"),
    resources=(SPACES,),
    conditions=OWN_AND_PRIVATE,
    wildcard=Wildcard.CREATED_LATER,
)
OWN_APPS = Statement(
    sid="OwnApps",
    actions=("sagemaker:CreateApp", "sagemaker:DeleteApp"),
    resources=(APPS,),
    conditions=OWN_AND_PRIVATE,
    wildcard=Wildcard.CREATED_LATER,
)
SHARED_APPS = Statement(
    sid="SharedApps",
    actions=("sagemaker:CreateApp", "sagemaker:DeleteApp"),
    resources=("sagemaker:app/${sagemaker:DomainId}/<shared-space>/*",),
    conditions={"StringEquals": {"sagemaker:SpaceSharingType": ["Shared"]}},
    wildcard=Wildcard.CREATED_LATER,
)
TAG_WHAT_STUDIO_MAKES = Statement(
    sid="TagWhatStudioMakes",
    actions=("sagemaker:AddTags",),
    resources=(SPACES, APPS),
    # Studio hands the tags of profile and domain on to the spaces and apps that a person makes. The key is there only
    # while something is created: nobody tags what is there already.
    conditions={"Null": {"sagemaker:TaggingAction": "false"}},
    wildcard=Wildcard.CREATED_LATER,
)
SIGN_IN = Statement(
    sid="OwnProfileOnly",
    actions=("sagemaker:CreatePresignedDomainUrl",),
    resources=("sagemaker:user-profile/*",),
    # The platform sets the profile's tag from the users' file; no persona may tag a profile.
    # The team's tag beside it: in a domain of another team somebody may have a profile of the same name.
    # A URL opens from anywhere, so it is made from the VPC only, and opens there:
    # https://docs.aws.amazon.com/sagemaker/latest/dg/studio-interface-endpoint.html
    conditions={
        "StringEquals": {
            "aws:SourceVpc": "<vpc-id>",
            "sagemaker:ResourceTag/team": "<team>",
            "sagemaker:ResourceTag/user": "${aws:SourceIdentity}",
        }
    },
    wildcard=Wildcard.CREATED_LATER,
)
USE_DOMAIN_KEY = Statement(sid="UseDomainKey", actions=("kms:DescribeKey",), resources=("<domain-key>",))
LEND_DOMAIN_KEY = Statement(
    sid="LendDomainKey", actions=("kms:CreateGrant",), resources=("<domain-key>",), conditions=LENT_TO_SERVICES
)
