"""The paths of the tools that tests/external/clients installs."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOLS = HERE.parent / ".tools" / "languages"
CALLERS = HERE / "callers"
BIN = TOOLS / "python" / "bin"
NODE_BIN = TOOLS / "node_modules" / ".bin"

_packages = next(Path(folder) for folder in sys.path if folder.endswith("site-packages"))
GO = _packages / "go" / "bin" / "go"
# The jar also has Jackson, which its Java client imports.
OPENAPI_GENERATOR = _packages / "openapi_generator_cli" / "openapi-generator.jar"
_debian = TOOLS / "debian" / "usr" / "share"
GO_VALIDATOR = _debian / "gocode" / "src" / "gopkg.in" / "validator.v2"
JAVA_ANNOTATION = _debian / "java" / "geronimo-annotation-1.3-spec.jar"
# Go's caches are in the folder of the tools, it downloads nothing, and it compiles its standard library without optimizations.
GO_VARIABLES = {
    "CGO_ENABLED": "0",
    "GOCACHE": str(TOOLS / "go" / "cache"),
    "GOFLAGS": "'-gcflags=all=-N -l'",
    "GOPATH": str(TOOLS / "go"),
    "GOPROXY": "off",
    "GOTELEMETRY": "off",
    "GOTOOLCHAIN": "local",
}
