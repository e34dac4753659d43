"""Checks of the template's stack: who may call, which consumer a key belongs to, and that updates take effect."""

import json
import urllib.error
import urllib.request
from typing import Any

from ministack_deploy import Json
from ministack_emulator import Ministack
from ministack_stack import Stack

# The status for a caller without credentials if the stack does not use keys. MiniStack has its own error bodies.
POOL = "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_textgate1"
ACCESS: dict[str, tuple[list[str], tuple[int, str | None]]] = {
    "iam": ([], (403, None)),
    "cognito": (["--user-pool-arn", POOL], (401, None)),
    "none-everybody-may-call": ([], (200, "Text from the fake.")),
}

# First one key, then a second one, as when an operator replaces a key.
FIRST, SECOND = "app-1", "app-2"
MODELS = ["nova-micro", "nova-lite"]
SEED = {"input": "Explain serverless in 2 sentences."}


def consumer(*key_names: str) -> str:
    """A consumer of a policy with these keys."""
    return f'[[consumers]]\nname = "app"\napi_key_names = {json.dumps(key_names)}\nmodels = {json.dumps(MODELS)}\n'


def check_first(ministack: Ministack, stack: Stack) -> None:
    """Checks the stack with the first key and, in the archive, a policy that has it."""
    url, key = stack.url(), stack.key(FIRST)
    expect("health is open", send(url, "GET", "/health"), (200, "ok"))
    expect("no key", send(url, "POST", "/generate", SEED), (403, None))
    expect("a wrong key", send(url, "POST", "/generate", SEED, "not-the-key"), (403, None))
    # MiniStack does not tell the function the id of the key.
    expect("a key", send(url, "POST", "/text", {"text": "Hello"}, key.value), (403, "consumer_unknown"))
    function = stack.outputs()["BufferedFunctionArn"]
    status, body = invoke(ministack, function, key.id)
    models = [model["name"] for model in body.get("models", [])]
    expect("the models of the key's consumer", (status, models), (200, MODELS))
    status, body = invoke(ministack, function, "stranger")
    expect("a key of nobody", (status, body.get("code")), (403, "consumer_unknown"))


def check_access(stack: Stack, who: str, wanted: tuple[int, str | None]) -> None:
    """Checks the stack without API keys and with the built-in policy, which has no consumers."""
    url = stack.url()
    expect(f"{who}: health is open", send(url, "GET", "/health"), (200, "ok"))
    expect(f"{who}: a caller with nothing", send(url, "POST", "/generate", SEED), wanted)


def check_second(stack: Stack, first: Json, second: Json) -> None:
    """Checks the stack after the update: it has no path /text, a second key, and the built-in policy, which has no consumers."""
    url = stack.url()
    for name in (FIRST, SECOND):
        answer = send(url, "POST", "/generate", SEED, stack.key(name).value)
        expect(f"the seed request with the key {name}", answer, (200, "Text from the fake."))
    gone = send(url, "POST", "/text", {"text": "Hello"}, stack.key(FIRST).value)
    expect("a path that the contract no longer has", gone, (403, None))
    # MiniStack does not need this. On AWS a changed document has no effect before it is deployed.
    deployments = [name for name in second if name.startswith("ApiDeployment")]
    expect("deployments that the update shares with the stack before", [name in first for name in deployments], [False])


def expect(what: str, got: object, wanted: object) -> None:
    if got != wanted:
        raise SystemExit(f"failed: the stack: {what}: {got} instead of {wanted}")
    print(f"  ok  {what}: {got}")


def send(url: str, method: str, path: str, body: Json | None = None, key: str = "") -> tuple[int, str | None]:
    """The HTTP status of the answer, and the field status, code or output of its body. The emulator's own errors have none of them."""
    headers = {"content-type": "application/json", "x-api-key": key} if key else {"content-type": "application/json"}
    sent = json.dumps(body).encode() if body else None
    request = urllib.request.Request(url + path, sent, headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            status, text = error.code, error.read()
    told = json.loads(text)
    return status, told.get("status") or told.get("code") or told.get("output")


def invoke(ministack: Ministack, function: str, key_id: str) -> tuple[int, Any]:
    """The function's answer to an event with this key's id. MiniStack's gateway does not send such an event itself."""
    event = {
        "resource": "/models",
        "path": "/models",
        "httpMethod": "GET",
        "headers": {},
        "multiValueHeaders": {},
        "isBase64Encoded": False,
        "requestContext": {
            "resourcePath": "/models",
            "path": "/prod/models",
            "stage": "prod",
            "httpMethod": "GET",
            "identity": {"apiKeyId": key_id},
        },
    }
    answer = ministack.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event).encode())
    response = json.loads(answer["Payload"].read())
    return response["statusCode"], json.loads(response["body"])
