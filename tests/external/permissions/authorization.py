"""The requests to IAM that the server's calls cause, and similar requests that IAM must not allow.

They follow AWS's documentation and not the server. The Bedrock guide's page inference-prereq has the action of each call of a
model, guardrails-permissions has the action of `ApplyGuardrail`. A call of an inference profile needs permission for the profile and
for the model in the region to which the call is sent; the second has the profile in `bedrock:InferenceProfileArn`
(inference-profiles-prereq). The policy file says to which regions a profile sends calls.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from calls import Call

ACCOUNT, OTHER_ACCOUNT = "111122223333", "444455556666"
ACTIONS = {"converse": "bedrock:InvokeModel", "converse-stream": "bedrock:InvokeModelWithResponseStream"}
PROFILE_KEY = "bedrock:InferenceProfileArn"
CLAUDE = "anthropic.claude-3-5-sonnet-20240620-v1:0"


@dataclass(frozen=True)
class Request:
    """A request to IAM."""

    action: str
    resource: str
    context: dict[str, str] = field(default_factory=dict)


def arn(region: str, resource: str, account: str = "") -> str:
    partition = "aws-us-gov" if region.startswith("us-gov-") else "aws"
    return f"arn:{partition}:bedrock:{region}:{account}:{resource}"


def model_arn(region: str, model_id: str) -> str:
    return arn(region, f"foundation-model/{model_id}")


def profile_arn(region: str, profile_id: str, account: str = ACCOUNT) -> str:
    return arn(region, f"inference-profile/{profile_id}", account)


def guardrail_arn(region: str, guardrail: str) -> str:
    return guardrail if guardrail.startswith("arn:") else arn(region, f"guardrail/{guardrail}", ACCOUNT)


def destinations(policy: dict[str, Any], region: str) -> dict[str, tuple[str, list[str]]]:
    """The policy's inference profiles in `region`: for each, the model and the regions to which calls are sent."""
    entries = [entry for model in policy["models"] for entry in model.get("ids", []) if region in entry["regions"]]
    profiles = [entry for entry in entries if "destinations" in entry]
    assert all(("destinations" in entry) == (not entry["id"].startswith("amazon.")) for entry in entries), region
    return {entry["id"]: (entry["destinations"]["model"], entry["destinations"]["regions"]) for entry in profiles}


def needed(call: Call, policy: dict[str, Any], region: str) -> Iterator[Request]:
    """The requests that must be allowed for a call."""
    if call.operation == "apply":
        yield Request("bedrock:ApplyGuardrail", guardrail_arn(region, call.guardrail))
        return
    action, profiles = ACTIONS[call.operation], destinations(policy, region)
    if call.model_id in profiles:
        profile = profile_arn(region, call.model_id)
        model, regions = profiles[call.model_id]
        yield Request(action, profile)
        yield Request("bedrock:GetInferenceProfile", profile)
        for destination in regions:
            yield Request(action, model_arn(destination, model), {PROFILE_KEY: profile})
    else:
        yield Request(action, model_arn(region, call.model_id))
    if call.guardrail:
        for action in ("bedrock:ApplyGuardrail", "bedrock:GetGuardrail"):
            yield Request(action, guardrail_arn(region, call.guardrail))


def too_much(calls: set[Call], policy: dict[str, Any], region: str) -> Iterator[Request]:
    """Requests that are similar to a needed one and not needed."""
    ids = {call.model_id for call in calls if call.model_id}
    own = {ACTIONS[call.operation] for call in calls if call.model_id}
    elsewhere = "eu-west-2" if region != "eu-west-2" else "us-east-1"
    for action in own:
        for model in (CLAUDE, "amazon.nova-premier-v1:0", "amazon.nova-micro-v1:1"):
            yield Request(action, model_arn(region, model))
            yield Request(action, profile_arn(region, f"us.{model}"))
        for model_id in ids:
            yield Request(action, model_arn(elsewhere, model_id))
            yield Request(action, arn(region, f"provisioned-model/{model_id}", ACCOUNT))
        yield Request(action, arn(region, "application-inference-profile/a1b2c3", ACCOUNT))
        for profile_id, (model, regions) in destinations(policy, region).items():
            yield from around(action, profile_id, model, regions, region, elsewhere)
    for action in set(ACTIONS.values()) - own:
        # The action of the other function.
        for model_id in ids:
            yield Request(action, model_arn(region, model_id))
            yield Request(action, profile_arn(region, model_id))
        for profile_id, (model, regions) in destinations(policy, region).items():
            yield Request(action, model_arn(regions[0], model), {PROFILE_KEY: profile_arn(region, profile_id)})
    for action in ("bedrock:ApplyGuardrail", "bedrock:GetGuardrail"):
        applied = {call.guardrail for call in calls}
        yield from (Request(action, guardrail_arn(region, other)) for other in {"east1", "other1"} - applied)
    yield Request("bedrock:GetInferenceProfile", profile_arn(region, f"us.{CLAUDE}"))
    yield Request("bedrock:CreateModelCustomizationJob", model_arn(region, "amazon.nova-micro-v1:0"))
    yield Request("bedrock:ListFoundationModels", "*")
    yield Request("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/anyone")
    yield Request("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/function")
    yield Request("s3:GetObject", "arn:aws:s3:::bucket/object")
    yield Request("lambda:InvokeFunction", f"arn:aws:lambda:{region}:{ACCOUNT}:function:any")


def around(
    action: str, profile_id: str, model: str, regions: list[str], region: str, elsewhere: str
) -> Iterator[Request]:
    """Requests that are similar to those for a call of an inference profile."""
    profile = profile_arn(region, profile_id)
    for other in (
        profile_arn(region, profile_id, OTHER_ACCOUNT),
        profile_arn(elsewhere, profile_id),
        profile_arn(region, f"{profile_id}x"),
        profile_arn(region, f"us.{CLAUDE}"),
    ):
        yield Request(action, other)
        yield Request(action, model_arn(regions[-1], model), {PROFILE_KEY: other})
    for destination in regions:
        # The model without the profile, and another model through the profile.
        yield Request(action, model_arn(destination, model))
        yield Request(action, model_arn(destination, CLAUDE), {PROFILE_KEY: profile})
    yield Request(action, model_arn(elsewhere, model), {PROFILE_KEY: profile})


def every_action(kinds: dict[str, list[str]], wanted: list[Request], region: str) -> Iterator[Request]:
    """Every other action of a service, on each kind of its resources, with the names of wanted resources."""
    # One resource of each kind, for each action.
    names = sorted(set({request.action: request.resource.partition("/")[2] for request in wanted}.values()))
    partition = arn(region, "").split(":")[1]
    for action, patterns in kinds.items():
        for pattern in patterns or ["*"]:
            for name in names:
                known = {"Partition": partition, "Region": region, "Account": ACCOUNT}
                resource = re.sub(r"\$\{(\w+)}", lambda match: known.get(match[1], name), pattern)
                if all((action, resource) != (request.action, request.resource) for request in wanted):
                    yield Request(action, resource)
