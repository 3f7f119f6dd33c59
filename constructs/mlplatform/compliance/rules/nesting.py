"""Stacks that a template makes: their templates must be judged with it."""

from .cfn import text
from .model import Resource, Rule
from .shape import shown

STACK = "AWS::CloudFormation::Stack"
ELSEWHERE = {
    "AWS::CloudFormation::StackSet": "a stack set, whose template is deployed elsewhere",
    "AWS::SageMaker::Project": "a project of SageMaker, whose template stands in Service Catalog",
    "AWS::ServiceCatalog::CloudFormationProduct": "a product, whose template others deploy",
    "AWS::ServiceCatalog::CloudFormationProvisionedProduct": "a product, whose template stands in Service Catalog",
}


def _unseen(resource: Resource) -> str | None:
    if resource.type in ELSEWHERE:
        return f"it is {ELSEWHERE[resource.type]}"
    if (resource.template.name, resource.id) in resource.template.assembly.nested:
        return None
    url = resource.get("TemplateURL")
    return f"TemplateURL is {shown(url) if text(url) else 'absent'}, a template that is not judged with this one"


RULES = (
    Rule(
        "NO-UNSEEN-TEMPLATE",
        "H",
        (STACK, *ELSEWHERE),
        "A stack's template is judged with the template that makes the stack.",
        "Make the template an asset of the synth, or a file beside this one; hand in others by themselves.",
        _unseen,
        "TemplateURL",
    ),
)
