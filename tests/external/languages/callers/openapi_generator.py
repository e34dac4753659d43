"""Calls Textgate through openapi-generator's Python client."""

import json
import os

import textgate
from textgate import DeltaEvent, DoneEvent, ErrorBody, ErrorEvent, GenerateRequest

url, key = os.environ["TEXTGATE_URL"], os.environ["TEXTGATE_API_KEY"]
client = textgate.ApiClient(textgate.Configuration(host=url, api_key={"api_key": key}))
generation = textgate.GenerationApi(client)

answer = generation.generate(GenerateRequest(input="Explain serverless in 2 sentences."))
print(answer.output, answer.usage.total_tokens)
assert answer.output == "Text from the fake."
assert (answer.usage.input_tokens, answer.usage.output_tokens, answer.usage.total_tokens) == (9, 5, 14)

# White space at the beginning does not make a text blank.
assert generation.generate(GenerateRequest(input="\n\tExplain it.", instructions=" Be brief.")).output == answer.output

# The constructor refuses an empty input itself. `model_construct` does not check it.
try:
    generation.generate(GenerateRequest.model_construct(input=""))
    raise SystemExit("an empty input is not refused")
except textgate.ApiException as refusal:
    error = refusal.data
    assert refusal.status == 400 and isinstance(error, ErrorBody), refusal
    print(error.code, error.violations)
    assert error.code == "invalid_request"
    assert error.violations and [violation.pointer for violation in error.violations] == ["/input"]

models = textgate.ModelsApi(client).model_list().models
assert [model.name for model in models if model.default] == ["nova-micro"]

pieces: list[str] = []
stream = generation.generate_stream_without_preload_content(GenerateRequest(input="Explain serverless in 2 sentences."))
assert stream.status == 200, stream.status
for line in stream:
    if line.startswith(b"data: "):
        # `StreamEvent` would refuse an event whose type it does not know.
        data = line.removeprefix(b"data: ").decode()
        match json.loads(data)["type"]:
            case "delta":
                pieces.append(DeltaEvent.model_validate_json(data).text)
            case "done":
                done = DoneEvent.model_validate_json(data)
            case "error":
                raise SystemExit(ErrorEvent.model_validate_json(data).error.error)
assert len(pieces) > 1 and "".join(pieces) == answer.output, pieces
assert done.usage.total_tokens == 14
