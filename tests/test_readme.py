"""The README shows what its commands print, and its two commands are the ones that do everything."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
TEXT = (TOP / "README.md").read_text(encoding="utf-8")


def test_every_output_block_is_what_its_command_prints():
    done = subprocess.run(
        [sys.executable, "scripts/readme", "--check"], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_first_two_commands_answer_and_test():
    commands = re.findall(r"```console\n\$ ([^\n]+)", TEXT)
    assert commands[:2] == ["scripts/interposer who does 2.5D", "scripts/check"]
    for command in commands[:2]:
        script = TOP / command.split()[0]
        assert script.stat().st_mode & 0o111


def test_the_counts_it_names_are_those_of_the_data():
    claims = sum(len(p.read_text(encoding="utf-8").splitlines()) - 1 for p in (TOP / "ontology/claims").glob("*.csv"))
    things = sum(len(p.read_text(encoding="utf-8").splitlines()) - 1 for p in (TOP / "ontology/entities").glob("*.csv"))
    sources = len((TOP / "ontology/sources.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert f"{claims:,} claims about {things:,} things from {sources:,} sources" in TEXT


def test_every_file_it_points_to_is_there():
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (TOP / target).exists(), target
