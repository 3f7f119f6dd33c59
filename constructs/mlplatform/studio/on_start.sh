#!/bin/bash
# Runs when a JupyterLab or Code Editor app starts, as its user, for at most five minutes.
set -eu

# There is no internet: tools that would look for it wait for minutes before they give up.
cat > "$HOME/.aplatform.sh" <<'ENV'
export AWS_STS_REGIONAL_ENDPOINTS=regional
export PIP_DISABLE_PIP_VERSION_CHECK=1
export PIP_NO_INPUT=1
# The SageMaker Python SDK would ask IAM, which has no endpoint in the VPC, to simulate the role's policies.
export SAGEMAKER_VALIDATE_ROLE=false
ENV

for profile in "$HOME/.bashrc" "$HOME/.profile"; do
  touch "$profile"
  grep -qxF '. "$HOME/.aplatform.sh"' "$profile" || echo '. "$HOME/.aplatform.sh"' >> "$profile"
done

# Credentials belong to the role and never to a file.
if [ -e "$HOME/.aws/credentials" ]; then
  echo "Remove ~/.aws/credentials: Studio has credentials of its own, and long-lived keys are forbidden here." >&2
fi
