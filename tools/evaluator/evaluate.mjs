// Answers questions about IAM policies, one JSON object a line; mlplatform/access/evaluator.py asks them.
//
// The evaluator is a tool of development under AGPL-3.0: it runs here, in a process of its own, and nothing that is
// deployed or shipped contains it (docs/decisions/0020-evaluator.md).
import { createInterface } from 'node:readline'
import * as policies from '@cloud-copilot/iam-policy'
import { runSimulation } from '@cloud-copilot/iam-simulate'

const VALIDATORS = {
  identity: policies.validateIdentityPolicy,
  boundary: policies.validateIdentityPolicy,
  resource: policies.validateResourcePolicy,
  endpoint: policies.validateEndpointPolicy,
  organisation: policies.validateServiceControlPolicy
}
const LAYERS = {
  identity: (analysis) => [analysis.identityAnalysis],
  boundary: (analysis) => [analysis.permissionBoundaryAnalysis],
  resource: (analysis) => [analysis.resourceAnalysis],
  endpoint: (analysis) => [analysis.endpointAnalysis],
  organisation: (analysis) => analysis.scpAnalysis?.ouAnalysis ?? []
}
const known = new Map()

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line)
  if (message.policy !== undefined) known.set(message.policy, read(message))
  else process.stdout.write(JSON.stringify(await answer(message)) + '\n')
}

function read({ policy, layer, document }) {
  // A resource policy has its name beside its document, the others beside the policy.
  return { name: policy, policy: { name: policy, ...policies.createValidatedPolicy(document, VALIDATORS[layer]) } }
}

async function answer(question) {
  const given = (layer) => question[layer].map((policy) => known.get(policy))
  const [guard] = given('resource')
  const simulation = {
    request: {
      principal: question.principal,
      action: question.action,
      resource: { resource: question.on, accountId: question.account },
      contextVariables: question.context
    },
    identityPolicies: given('identity'),
    permissionBoundaryPolicies: question.boundary.length ? given('boundary') : undefined,
    resourcePolicy: guard?.policy,
    vpcEndpointPolicies: question.endpoint.length ? given('endpoint') : undefined,
    serviceControlPolicies: given('organisation').map((policy) => ({ orgIdentifier: policy.name, policies: [policy] })),
    resourceControlPolicies: []
  }
  const outcome = await runSimulation(simulation, {})
  if (outcome.resultType === 'error') return { error: outcome.errors }
  // Several where the request is for every resource of a type: `*`, for actions that may also name one.
  const found = outcome.resultType === 'single' ? [outcome.result] : outcome.results
  return {
    allowed: outcome.overallResult === 'Allowed',
    allows: found.flatMap(({ analysis }) => matching(analysis, 'allowStatements')),
    denies: found.flatMap(({ analysis }) => matching(analysis, 'denyStatements')),
    ignored: found.flatMap(({ ignoredContextKeys }) => ignoredContextKeys)
  }
}

function matching(analysis, kind) {
  return Object.entries(LAYERS).flatMap(([layer, of]) =>
    of(analysis).flatMap((found) =>
      (found?.[kind] ?? []).map((each) => [layer, each.policyId ?? '', each.explain.identifier])
    )
  )
}
