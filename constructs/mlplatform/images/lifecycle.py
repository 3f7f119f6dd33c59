"""Which images expire: those that nobody released. What production runs on is never among them."""

import json
from typing import Any

RELEASED = "release-*"
"""Tags of what was approved. An image that bears one never expires, whatever else it bears."""

CANDIDATE = "candidate-*"
"""Tags of what a pipeline built and nobody has approved yet."""

CANDIDATE_DAYS = 90
UNTAGGED_DAYS = 14
NEVER_DAYS = 36_500

_RULES: tuple[tuple[str, dict[str, Any], int], ...] = (
    # ECR expires an image by the first rule that its tags match, and by no later one. So this rule, which expires
    # nothing within a hundred years, keeps an image that is released and still bears its candidate's tag.
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
    ("Released images stay", {"tagStatus": "tagged", "tagPatternList": [RELEASED]}, NEVER_DAYS),
    ("Candidates go", {"tagStatus": "tagged", "tagPatternList": [CANDIDATE]}, CANDIDATE_DAYS),
    ("Untagged images go", {"tagStatus": "untagged"}, UNTAGGED_DAYS),
)


def lifecycle_policy() -> str:
    """The lifecycle policy of every repository, in the hub and in the replicas, which ECR reads as text."""
    rules = [
        {
            "rulePriority": priority,
            "description": f"{description} after {days} days" if days < NEVER_DAYS else description,
            "selection": {
                **tags,
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": days,
            },
            "action": {"type": "expire"},
        }
        for priority, (description, tags, days) in enumerate(_RULES, start=1)
    ]
    return json.dumps({"rules": rules}, sort_keys=True)
