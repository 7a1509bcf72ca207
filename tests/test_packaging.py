"""What is built works away from the checkout: the wheel, and the wheel built from the sdist."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build an sdist, and the wheel from it, with the build backend that is installed."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(TOP)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return {path.suffix: path for path in out.iterdir()}


def test_the_wheel_carries_data_templates_schemas_and_licences(built):
    names = zipfile.ZipFile(built[".whl"]).namelist()
    for wanted in (
        "interposer/ontology/vocabulary.ttl",
        "interposer/ontology/claims/seed-24krmb-2025.csv",
        "interposer/ontology/rules/10-live.rq",
        "interposer/ontology/LICENSE",
        "interposer/views/templates/scripts/20-data.js",
        "interposer/views/schemas/envelope.json",
    ):
        assert wanted in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_no_file_of_the_distribution_names_this_machine(built):
    archive = zipfile.ZipFile(built[".whl"])
    texts = [archive.read(name) for name in archive.namelist() if name.endswith((".py", ".csv", ".ttl", ".rq"))]
    assert not [text for text in texts if str(TOP).encode() in text]


def test_the_installed_wheel_answers_from_any_directory(built, tmp_path):
    target = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    subprocess.run([*install, str(built[".whl"])], check=True, capture_output=True)
    environment = {k: v for k, v in os.environ.items() if k != "INTERPOSER_ONTOLOGY"}
    environment |= {"PYTHONPATH": str(target), "INTERPOSER_CACHE": str(tmp_path / "cache")}

    def run(*words: str) -> str:
        return subprocess.run(
            [sys.executable, *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        ).stdout

    assert run("-c", "import interposer; print(interposer.__file__)").startswith(str(target))
    answer = run("-m", "interposer", "who", "does", "2.5D")
    assert "TSMC\toffers\tCoWoS" in answer
    assert run("-m", "interposer", "query", "1") != ""
