"""Running commands in this process and in others, and validating what they print."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from typer.testing import CliRunner

import interposer
from interposer.cli.main import app

COMMAND = (sys.executable, "-c", "import sys; sys.argv[0] = 'interposer'; from interposer.cli.main import main; main()")
"""The installed script, whether or not it is installed: completion knows the program by its name."""
SCHEMAS = Path(interposer.__file__).parent / "views" / "schemas"


@pytest.fixture
def run(monkeypatch):
    """Run a command in this process; whatever it raises that is no exit is a bug and fails the test."""
    for name in ("INTERPOSER_DEBUG", "COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def call(*args, code=0, **how):
        result = CliRunner().invoke(app, [str(arg) for arg in args], catch_exceptions=False, **how)
        assert result.exit_code == code, f"{args}: {result.exit_code}\n{result.stdout}\n{result.stderr}"
        assert "Traceback" not in result.stdout + result.stderr
        return result

    return call


@pytest.fixture
def ask(run, rich_snapshot):
    """Run a command on the rich world."""

    def call(*args, code=0, **how):
        return run(*args, "--store", rich_snapshot, code=code, **how)

    return call


@pytest.fixture
def spawn():
    """Run a command in a process of its own."""

    def call(*args, env=None, **how):
        how = {"capture_output": True, "text": True, "check": False, "timeout": 120, **how}
        return subprocess.run([*COMMAND, *map(str, args)], env={**os.environ, **(env or {})}, **how)

    return call


@pytest.fixture(scope="session")
def validators():
    """Give a validator for each schema; nothing is fetched."""
    schemas = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.glob("*.json")}
    registry = Registry().with_resources((schema["$id"], Resource.from_contents(schema)) for schema in schemas.values())
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    return {name: Draft202012Validator(schema, registry=registry) for name, schema in schemas.items()}


@pytest.fixture
def valid(validators):
    """Read an envelope and hold it against the schema that it names; gives the envelope."""

    def check(text):
        envelope = json.loads(text)
        name, _, version = envelope["schema"].partition("/")
        assert version == "1"
        for error in validators[name].iter_errors(envelope):
            pytest.fail(f"{name}.json: {error.json_path}: {error.message[:300]}")
        return envelope

    return check
