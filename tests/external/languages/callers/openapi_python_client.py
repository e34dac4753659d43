"""Calls Textgate through the client of openapi-python-client."""

import json
import os

from textgate import AuthenticatedClient
from textgate.api.generation import generate
from textgate.api.models import model_list
from textgate.models import (
    DeltaEvent,
    DoneEvent,
    ErrorBody,
    ErrorEvent,
    GenerateRequest,
    GenerateResponse,
    ModelList,
)

url, key = os.environ["TEXTGATE_URL"], os.environ["TEXTGATE_API_KEY"]
client = AuthenticatedClient(base_url=url, token=key, prefix="", auth_header_name="x-api-key")

answer = generate.sync(client=client, body=GenerateRequest(input_="Explain serverless in 2 sentences."))
assert isinstance(answer, GenerateResponse), answer
print(answer.output, answer.usage.total_tokens)
assert answer.output == "Text from the fake."
assert (answer.usage.input_tokens, answer.usage.output_tokens, answer.usage.total_tokens) == (9, 5, 14)

error = generate.sync(client=client, body=GenerateRequest(input_=""))
assert isinstance(error, ErrorBody), error
print(error.code, error.violations)
assert error.code == "invalid_request"
assert isinstance(error.violations, list) and [violation.pointer for violation in error.violations] == ["/input"]

models = model_list.sync(client=client)
assert isinstance(models, ModelList), models
assert [model.name for model in models.models if model.default] == ["nova-micro"]

# The client's own `generate_stream` returns the whole stream as one string. Its HTTP client gives the events as they arrive.
question = GenerateRequest(input_="Explain serverless in 2 sentences.").to_dict()
pieces: list[str] = []
with client.get_httpx_client().stream("POST", "/generate/stream", json=question) as response:
    response.raise_for_status()
    for line in response.iter_lines():
        if line.startswith("data: "):
            event = json.loads(line.removeprefix("data: "))
            match event["type"]:
                case "delta":
                    pieces.append(DeltaEvent.from_dict(event).text)
                case "done":
                    done = DoneEvent.from_dict(event)
                case "error":
                    raise SystemExit(ErrorEvent.from_dict(event).error.error)
assert len(pieces) > 1 and "".join(pieces) == answer.output, pieces
assert done.usage.total_tokens == 14
