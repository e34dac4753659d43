"""Sends requests, then reads the metrics as Prometheus does and compares them with what was sent."""

import re
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from service import Caller, Service, textgate

GENERATIONS = 5
# The usage in each answer of the fake Bedrock. The cost is (9 × 0.035 + 5 × 0.14) USD per million.
INPUT_TOKENS, OUTPUT_TOKENS, COST = 9, 5, 0.000001015

TYPES = {
    "http_server_request_duration_seconds": "histogram",
    "gen_ai_client_operation_duration_seconds": "histogram",
    "gen_ai_client_operation_time_to_first_chunk_seconds": "histogram",
    "gen_ai_client_token_usage": "histogram",
    # The client library removes the suffix `_total` of counters.
    "textgate_cost_usd": "counter",
    "textgate_estimated_input_tokens": "counter",
    "textgate_estimated_output_tokens": "counter",
    "textgate_model_failures": "counter",
    "textgate_model_unrecognized_refusals": "counter",
}


def send(service: Service) -> None:
    caller = Caller(service.url)
    for _ in range(GENERATIONS):
        assert caller.send("post", "/generate", '{"input":"Hello"}').status == 200
    assert caller.send("post", "/generate", '{"input":""}').status == 400
    assert caller.send("get", "/health").status == 200


def read(service: Service) -> dict[str, Metric]:
    served = re.search(r"metrics are served on (\S+)", service.log.read_text())
    assert served, "the log does not have the address of the metrics"
    with urllib.request.urlopen(served.group(1), timeout=60) as response:
        text = response.read().decode()
    return {family.name: family for family in text_string_to_metric_families(text)}


def total(family: Metric, ending: str, **labels: str) -> float:
    samples = (sample for sample in family.samples if sample.name == family.name + ending)
    return sum(sample.value for sample in samples if labels.items() <= sample.labels.items())


def check(families: dict[str, Metric]) -> None:
    assert {name: family.type for name, family in families.items()} == TYPES, families.keys()
    assert all(family.documentation for family in families.values())
    for family in families.values():
        for sample in family.samples:
            if sample.labels.get("le") == "+Inf":
                labels = {name: value for name, value in sample.labels.items() if name != "le"}
                assert sample.value == total(family, "_count", **labels), sample
    requests, tokens = families["http_server_request_duration_seconds"], families["gen_ai_client_token_usage"]
    assert total(requests, "_count") == GENERATIONS + 2
    assert total(requests, "_count", error_type="invalid_request", http_response_status_code="400") == 1
    assert total(tokens, "_sum", gen_ai_token_type="input") == GENERATIONS * INPUT_TOKENS
    assert total(tokens, "_sum", gen_ai_token_type="output") == GENERATIONS * OUTPUT_TOKENS
    cost = total(families["textgate_cost_usd"], "_total", gen_ai_request_model="nova-micro")
    assert abs(cost - GENERATIONS * COST) < 1e-18, cost


with TemporaryDirectory() as folder, textgate(Path(folder), "--metrics-address", "127.0.0.1:0") as service:
    send(service)
    families = read(service)
    check(families)
    samples = sum(len(family.samples) for family in families.values())
    print(f"{len(families)} metrics, {samples} samples: all as expected")
