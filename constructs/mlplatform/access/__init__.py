"""Who may do what, evaluated on what would really be deployed: a cloud assembly, and nothing but it.

`Estate` resolves an assembly; `Roles` and `Guards` hold its policies; `Evaluator` asks the one evaluator; `load_cases`
and `Trials` ask it what a matrix says (docs/security.md). Nothing here knows the CDK or AWS.
"""

from mlplatform.access.agreement import agrees
from mlplatform.access.cases import Case, CaseError, load_cases
from mlplatform.access.estate import Estate
from mlplatform.access.evaluator import EvaluationError, Evaluator, Question, Verdict
from mlplatform.access.guards import Guards
from mlplatform.access.policies import Policy, Role, Roles
from mlplatform.access.scenes import Scene, Scenes
from mlplatform.access.trials import Trial, Trials
from mlplatform.access.unresolvable import UnresolvableError

__all__ = [
    "Case",
    "CaseError",
    "Estate",
    "EvaluationError",
    "Evaluator",
    "Guards",
    "Policy",
    "Question",
    "Role",
    "Roles",
    "Scene",
    "Scenes",
    "Trial",
    "Trials",
    "UnresolvableError",
    "Verdict",
    "agrees",
    "load_cases",
]
