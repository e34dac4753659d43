"""The generators that are tried, each with its commands."""

import json
import os

from generator import Command, Generator
from tools import BIN, GO, GO_VALIDATOR, JAVA_ANNOTATION, NODE_BIN, OPENAPI_GENERATOR


def openapi_generator(language: str, *arguments: str) -> list[Command]:
    java: Command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", OPENAPI_GENERATOR]
    return [[*java, "generate", "-i", "document.json", "-g", language, *arguments]]


# A pattern may match anywhere in a text. The client that openapi-generator makes looks only at the beginning.
SEARCH_PATTERNS: Command = [
    *("find", "textgate/models", "-name", "*.py"),
    *("-exec", "sed", "-i", r"s/re\.match(/re.search(/", "{}", "+"),
]


def mypy(caller: str) -> list[Command]:
    """Checks the caller strictly, and ignores faults in the client: neither generator's client passes a strict check."""
    check: Command = [BIN / "mypy", "--strict", "--follow-imports", "silent", "--cache-dir", "mypy", caller]
    return [[BIN / "python", "-m", "compileall", "-q", "textgate"], check]


# The client's imports are in its folder or in npm's folder above it.
TSCONFIG = json.dumps(
    {
        "compilerOptions": {
            "strict": True,
            "esModuleInterop": True,
            "target": "es2022",
            "module": "commonjs",
            "moduleResolution": "node10",
            "outDir": "out",
            "types": ["node"],
            # This applies to npm's packages. The clients have none.
            "skipLibCheck": True,
        },
        "include": ["*.ts", "textgate"],
    }
)
TSC: list[Command] = [[NODE_BIN / "tsc"]]

GO_MOD = f"""module caller

go 1.24

require gopkg.in/validator.v2 v2.0.1

replace gopkg.in/validator.v2 => {GO_VALIDATOR}
"""
CLASS_PATH = os.pathsep.join(["out", str(OPENAPI_GENERATOR), str(JAVA_ANNOTATION)])

GENERATORS = [
    Generator(
        language="Python",
        name="openapi-python-client",
        before={"config.yaml": "package_name_override: textgate\n"},
        generate=[
            [
                *(BIN / "openapi-python-client", "generate", "--path", "document.json", "--config", "config.yaml"),
                *("--meta", "none", "--output-path", "textgate", "--fail-on-warning"),
            ]
        ],
        callers=("openapi_python_client.py",),
        compile=mypy("openapi_python_client.py"),
        run=[BIN / "python", "openapi_python_client.py"],
        streams="its operation gives the whole stream as a string; its HTTP client gives the events as they come",
    ),
    Generator(
        language="Python",
        name="openapi-generator, python",
        generate=[*openapi_generator("python", "--package-name", "textgate"), SEARCH_PATTERNS],
        explained={"Failed to get the schema name: null": "of any document: it takes each property for a reference"},
        callers=("openapi_generator.py",),
        compile=mypy("openapi_generator.py"),
        run=[BIN / "python", "openapi_generator.py"],
        streams="`…_without_preload_content` gives the events as they come",
    ),
    Generator(
        language="TypeScript",
        name="@hey-api/openapi-ts",
        generate=[[NODE_BIN / "openapi-ts", "-i", "document.json", "-o", "textgate", "-c", "@hey-api/client-fetch"]],
        callers=("hey_api.ts",),
        after={"tsconfig.json": TSCONFIG},
        compile=TSC,
        run=["node", "out/hey_api.js"],
        streams="an iterator of events, as they come",
    ),
    Generator(
        language="TypeScript",
        name="openapi-typescript, openapi-fetch",
        generate=[[NODE_BIN / "openapi-typescript", "document.json", "-o", "textgate.ts"]],
        callers=("openapi_fetch.ts", "events.ts"),
        after={"tsconfig.json": TSCONFIG},
        compile=TSC,
        run=["node", "out/openapi_fetch.js"],
        streams="`parseAs: 'stream'` gives the body as it comes",
    ),
    Generator(
        language="TypeScript",
        name="openapi-generator, typescript-fetch",
        generate=openapi_generator("typescript-fetch", "-o", "textgate"),
        callers=("openapi_generator.ts", "events.ts"),
        after={"tsconfig.json": TSCONFIG},
        compile=TSC,
        run=["node", "out/openapi_generator.js"],
        streams="`…Raw` gives the body as it comes",
    ),
    Generator(
        language="Go",
        name="openapi-generator, go",
        # Without this property, the client refuses every response with a field that it does not know.
        generate=openapi_generator(
            *("go", "-o", "textgate", "--package-name", "textgate"),
            *("-p", "disallowAdditionalPropertiesIfNotPresent=false,withGoMod=false"),
        ),
        callers=("main.go",),
        after={"go.mod": GO_MOD},
        compile=[[GO, "build", "-o", "main", "."], [GO, "vet", ".", "./textgate"]],
        run=["./main"],
        streams="the whole stream as a string",
    ),
    Generator(
        language="Java",
        name="openapi-generator, java, native",
        generate=openapi_generator(
            *("java", "-o", "textgate", "--library", "native", "-p", "openApiNullable=false"),
            *("--invoker-package", "textgate", "--api-package", "textgate.api", "--model-package", "textgate.model"),
        ),
        callers=("Main.java",),
        compile=[["javac", "-d", "out", "-cp", CLASS_PATH, "-sourcepath", "textgate/src/main/java", "Main.java"]],
        run=["java", "-cp", CLASS_PATH, "Main"],
        streams="its operation takes the stream for JSON; an interceptor gives the events as they come",
    ),
    Generator(
        language="Postman",
        name="openapi-to-postmanv2, newman",
        generate=[
            [
                *(NODE_BIN / "openapi2postmanv2", "-s", "document.json", "-o", "textgate.json"),
                *("-O", "parametersResolution=Example"),
            ]
        ],
        callers=("postman.cjs",),
        not_compiled="a collection is data",
        run=["node", "postman.cjs"],
        streams="the whole stream as a string",
    ),
    Generator(
        language="C#",
        name="openapi-generator, csharp",
        generate=openapi_generator("csharp", "-o", "textgate"),
        not_compiled="no registry that is reached here has .NET or NuGet's packages",
    ),
    Generator(
        language="Kotlin",
        name="openapi-generator, kotlin",
        generate=openapi_generator("kotlin", "-o", "textgate"),
        not_compiled="its client imports Moshi and OkHttp 4, which Maven Central alone has, which is not reached here",
    ),
]
