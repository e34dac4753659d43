"""The deployment's template as a stack of MiniStack: rendered by infra/render, transformed by AWS's own SAM translator.

Resources whose type MiniStack does not have, and URLs that it cannot reach, are removed or replaced, and noted.
"""

import json
import os
import subprocess
from pathlib import Path
from types import SimpleNamespace

from ministack_deploy import Json, Key
from ministack_emulator import PATIENCE_SECONDS, REGION, Ministack
from programs import ROOT, cargo_build
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

STACK = "textgate"
BUCKET = "artifacts"


def render(policy: Path, *arguments: str) -> Json:
    """The template, rendered with its derived parts."""
    command = [ROOT / "infra" / "render", "--region", REGION, "--policy", policy, *arguments]
    server = cargo_build("textgate-server", "build", "--workspace", "--bin", "textgate-server")
    environment = {**os.environ, "TEXTGATE_SERVER": str(server)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit("failed: infra/render")
    template: Json = yaml_parse((ROOT / done.stdout.strip()).read_text())
    return template


class Stack:
    """A stack of MiniStack, made by the first deployment."""

    def __init__(self, ministack: Ministack, bedrock: str) -> None:
        self._ministack = ministack
        self._bedrock = bedrock
        self._client = ministack.client("cloudformation")
        self._storage = ministack.client("s3")
        self._storage.create_bucket(Bucket=BUCKET)
        self._archives = 0
        self.replaced: set[str] = set()
        self.dropped: set[str] = set()

    def deploy(self, template: Json, archive: bytes) -> Json:
        """Creates or updates the stack, with this archive as the functions' code. Returns the resources that were sent."""
        self._archives += 1
        code, body = f"{self._archives}.zip", f"{self._archives}.json"
        self._storage.put_object(Bucket=BUCKET, Key=code, Body=archive)
        transformed = self._transformed(template, code)
        # The template is too large to be sent in the call.
        self._storage.put_object(Bucket=BUCKET, Key=body, Body=json.dumps(transformed).encode())
        sent = {
            "StackName": STACK,
            "TemplateURL": f"{self._ministack.url}/{BUCKET}/{body}",
            "Capabilities": ["CAPABILITY_IAM"],
        }
        if self._archives == 1:
            self._client.create_stack(**sent)
            done = "stack_create_complete"
        else:
            self._client.update_stack(**sent)
            done = "stack_update_complete"
        self._client.get_waiter(done).wait(
            StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": PATIENCE_SECONDS}
        )
        resources: Json = transformed["Resources"]
        return resources

    def outputs(self) -> dict[str, str]:
        stack = self._client.describe_stacks(StackName=STACK)["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}

    def url(self) -> str:
        """The URL of the stack's API, in MiniStack's own form."""
        outputs = self.outputs()
        stage = outputs["Url"].rpartition("/")[2]
        return f"{self._ministack.url}/restapis/{outputs['ApiId']}/{stage}/_user_request_"

    def key(self, name: str) -> Key:
        """The API key that the stack has created for a name in the policy."""
        found = self._ministack.client("apigateway").get_api_keys(nameQuery=f"{STACK}-{name}", includeValues=True)
        (key,) = found["items"]
        return Key(key["id"], key["value"])

    def _transformed(self, template: Json, code: str) -> Json:
        # `sam package` does the same.
        template = json.loads(json.dumps(template))
        template["Globals"]["Function"]["CodeUri"] = {"Bucket": BUCKET, "Key": code}
        os.environ["AWS_DEFAULT_REGION"] = REGION
        transformed: Json = transform(template, {}, SimpleNamespace(load=dict))
        resources = transformed["Resources"]
        for name, resource in list(resources.items()):
            kind, properties = resource["Type"], resource.get("Properties", {})
            if kind.startswith("AWS::CodeDeploy::"):
                del resources[name]
                self.dropped.add(f"stack: {kind}, so a new version takes all calls at once and nothing rolls back")
            elif kind == "AWS::Lambda::Alias":
                resource.pop("UpdatePolicy", None)
            elif kind == "AWS::Lambda::Function":
                properties["Environment"]["Variables"]["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] = self._bedrock
                self.replaced.add("stack: Bedrock by the tests' fake, in the functions' environment")
            elif kind == "AWS::CloudWatch::Alarm" and "Metrics" in properties:
                del properties["Metrics"]
                properties |= {"Namespace": "None", "MetricName": "None", "Statistic": "Sum", "Period": 60}
                self.replaced.add("stack: what alarms compute of metrics by a metric that there is not")
        return transformed
