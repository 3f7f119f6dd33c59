"""How long the rules take on 300 resources: `python -m tests.compliance.benchmark`. A figure to read, not a test."""

import time

from mlplatform.compliance.evaluation import evaluate
from tests.compliance.good import good

RESOURCES = 300


def main() -> None:
    one = good()["Resources"]
    several = {f"{name}{n}": body for n in range(RESOURCES // len(one) + 1) for name, body in one.items()}
    template = {"Resources": dict(list(several.items())[:RESOURCES])}
    started = time.process_time()
    found = evaluate({"template.json": template})
    print(f"{RESOURCES} resources, {len(found)} findings: {time.process_time() - started:.3f} CPU-s")


if __name__ == "__main__":
    main()
