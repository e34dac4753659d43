"""A Lambda function in Python that does the same as `POST /generate`. The Lambda build is compared with it.

It does less: it has no policy, no consumers, no fallback, no metrics and no log line.
"""

import json
import os
import uuid
from decimal import Decimal
from pathlib import Path

import boto3
import fastjsonschema
from botocore.config import Config

MODEL, MODEL_ID = "nova-micro", "amazon.nova-micro-v1:0"
USD_PER_TOKEN = {"inputTokens": Decimal("0.000000035"), "outputTokens": Decimal("0.00000014")}
STOP_REASONS = {"end_turn", "max_tokens", "stop_sequence", "guardrail_intervened", "content_filtered"}


def _validator():
    document = json.loads(Path(os.environ["CONTRACT"]).read_text("utf-8"))
    return fastjsonschema.compile({"$ref": "#/components/schemas/GenerateRequest", **document})


validate = _validator()
bedrock = boto3.client("bedrock-runtime", config=Config(read_timeout=27, retries={"mode": "standard"}))


def handler(event, _context):
    request_id = event["requestContext"]["extendedRequestId"]
    try:
        body = validate(json.loads(event["body"]))
    except (ValueError, TypeError) as error:
        return _answer(400, request_id, {"error": str(error), "code": "invalid_request", "request_id": request_id})
    inference = {
        "maxTokens": body.get("max_tokens", 1024),
        "temperature": max(body.get("temperature", 0), 0.00001),
        "topP": body.get("top_p", 0.9),
        "stopSequences": body.get("stop_sequences", []),
    }
    system = {"system": [{"text": body["instructions"]}]} if "instructions" in body else {}
    answer = bedrock.converse(
        modelId=MODEL_ID,
        messages=[{"role": "user", "content": [{"text": body["input"]}]}],
        inferenceConfig=inference,
        **system,
    )
    usage = answer["usage"]
    reason = answer["stopReason"]
    return _answer(200, request_id, {
        "id": f"gen_{uuid.uuid4().hex}",
        "output": "".join(block.get("text", "") for block in answer["output"]["message"]["content"]),
        "model": MODEL,
        "stop_reason": reason if reason in STOP_REASONS else "other",
        "usage": {
            "input_tokens": usage["inputTokens"],
            "output_tokens": usage["outputTokens"],
            "total_tokens": usage["totalTokens"],
            "cost_usd": format(sum(usage[name] * price for name, price in USD_PER_TOKEN.items()), "f"),
        },
    })


def _answer(status, request_id, body):
    headers = {"content-type": "application/json", "x-request-id": request_id}
    return {"statusCode": status, "headers": headers, "isBase64Encoded": False, "body": json.dumps(body)}
