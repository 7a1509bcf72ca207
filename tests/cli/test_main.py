"""The command as a whole: help, exit codes, messages, completion, what is imported, and that no traceback gets out."""

from __future__ import annotations

import inspect
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest
import typer

import interposer
from interposer.cli.main import COMMANDS
from interposer.knowledge.model import Claim
from interposer.views.rows import TABLES

from .conftest import COMMAND

HEAVY = {"rdflib", "networkx", "pyvis", "pyshacl", "pydantic", "IPython", "matplotlib"}
SUBCOMMANDS = [*COMMANDS, "cache info", "cache clear"]
TALKING = ("who does 2.5D", "what TSMC", "search CoWoS")
EVERY = {
    "who": ["does", "2.5D"], "what": ["TSMC"], "path": ["AI demand", "TSMC"], "search": ["CoWoS"], "list": ["companies"],
    "query": ["SELECT ?s { ?s ip:offers id:cowos }"], "schema": [], "sources": [], "conflicts": [], "coverage": [],
    "gaps": ["facilities"], "cite": [Claim("tsmc", "offers", "cowos", source="news-one").id],
    "numbers": ["capacity"], "timeline": ["TSMC"], "compare": ["TSMC", "Intel"], "ask": ["Who does 2.5D?"],
}  # fmt: skip
"""Every command that answers with records about the rich world, and what it is asked here."""
MEANT = {"ask": "who"}
"""A question is answered by the command that it means, in that command's shape."""


# JSON --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", EVERY)
def test_json_fits_its_schema(ask, valid, command):
    envelope = valid(ask(command, *EVERY[command], "--json").stdout)
    assert envelope["query"]["command"] == MEANT.get(command, command)
    assert envelope["results"]
    assert envelope["data_version"]


@pytest.mark.parametrize("command", EVERY)
def test_json_is_the_same_twice_and_by_either_name(ask, command):
    first = ask(command, *EVERY[command], "--json").stdout
    assert ask(command, *EVERY[command], "--format", "json").stdout == first


@pytest.mark.parametrize("command", EVERY)
def test_a_line_of_ndjson_is_a_result(ask, command):
    lines = ask(command, *EVERY[command], "--format", "ndjson").stdout.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(ask(command, *EVERY[command], "--json").stdout)["results"]


def test_the_schemas_refuse_what_is_not_theirs(validators, ask):
    for command, args in EVERY.items():
        envelope = json.loads(ask(command, *args, "--json").stdout)
        assert validators[MEANT.get(command, command)].is_valid(envelope)
        for spoilt in (
            {**envelope, "extra": 1},
            {**envelope, "schema": "other/1"},
            {key: value for key, value in envelope.items() if key != "hidden"},
            {**envelope, "hidden": {"planned": -1}},
            {
                **envelope,
                "results": [{**envelope["results"][0], "extra": 1}] if command != "query" else [{"s": "plain"}],
            },
        ):
            assert not validators[MEANT.get(command, command)].is_valid(spoilt), command


def test_every_shape_of_results_has_a_schema(validators):
    assert set(validators) == {"envelope", "picture", "query", *TABLES}


# Streams -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [command for command in EVERY if command != "cite"])  # it prints a sentence
def test_stdout_is_data_and_nothing_else(ask, command):
    result = ask(command, *EVERY[command])
    header, *rows = result.stdout.splitlines()
    assert rows
    assert {line.count("\t") for line in rows} == {header.count("\t")}
    assert "hidden:" not in result.stdout
    assert "next:" not in result.stdout + result.stderr
    assert "\x1b" not in result.stdout + result.stderr


@pytest.mark.parametrize("form", ["csv", "md", "ndjson", "json", "tsv", "table"])
def test_every_form_can_be_asked_for(ask, form):
    assert "CoWoS" in ask("who", "does", "2.5D", "--format", form).stdout


def test_a_pipe_gets_no_colour_even_when_colour_is_forced(ask, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in ask("who", "does", "2.5D").stdout


def on_a_terminal(*args, env=None, seconds=60):
    """Run a command whose output is a terminal; gives what it showed and its exit code."""
    ours, theirs = pty.openpty()
    setting = {**os.environ, "TERM": "xterm-256color", "PAGER": "cat", "COLUMNS": "100", **(env or {})}
    with subprocess.Popen(
        [*COMMAND, *map(str, args)], stdin=theirs, stdout=theirs, stderr=theirs, env=setting
    ) as process:
        os.close(theirs)
        shown, until = b"", time.monotonic() + seconds
        while time.monotonic() < until and select.select([ours], [], [], seconds)[0]:
            try:
                read = os.read(ours, 65536)
            except OSError:
                break
            if not read:
                break
            shown += read
        os.close(ours)
        code = process.wait(seconds)
    return shown.decode(), code


def test_a_terminal_gets_a_table_and_a_hint(rich_snapshot):
    shown, code = on_a_terminal("who", "does", "2.5D", "--store", rich_snapshot)
    assert code == 0
    assert "WHO" in shown
    assert "next: interposer what" in shown
    assert max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in shown.splitlines()) <= 100


def test_no_color_is_honoured_on_a_terminal(rich_snapshot):
    shown, _ = on_a_terminal("who", "does", "2.5D", "--store", rich_snapshot, env={"NO_COLOR": "1"})
    assert "WHO" in shown
    assert not re.search(r"\x1b\[3\d", shown)


# Exit codes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["who", "backs", "TSMC"], 1, "nothing found"),
        (["search", "zzzzqqqq"], 1, "nothing in the graph"),
        (["sources", "nowhere"], 1, "no source has the id"),
        (["cite", "0000000000000000"], 1, "no claim has the id"),
        (["path", "ABF film", "AI demand", "--directed"], 1, "there is no path"),
        (["query", "SELECT ?s { ?s ip:offers id:nobody }"], 1, "nothing found"),
        (["who", "does", "2.5D", "--known-on", "2020"], 1, "the graph begins on 2026-01-02"),
        (["who", "eats", "2.5D"], 2, "is no verb that `who` knows; it knows: does"),
        (["who", "does", "2.5D", "--status", "nonsense"], 2, "--status 'nonsense': use reported"),
        (["who", "does", "2.5D", "--as-of", "2026-Q5"], 2, "no date in the calendar"),
        (["who", "does", "2.5D", "--dated-only"], 2, "only together with --as-of"),
        (["who", "does", "2.5D", "--min-sources", "-1"], 2, "--min-sources"),
        (["who", "does", "2.5D", "--limit", "-1"], 2, "--limit"),
        (["who", "does", "2.5D", "--format", "xml"], 2, "use table, tsv, csv, md, json, ndjson"),
        (["who", "does", "2.5D", "--json", "--format", "csv"], 2, "contradict each other"),
        (["who", "does", "2.5D", "--nonsense"], 2, "--nonsense"),
        (["who", "does"], 2, "Missing argument"),
        (["what", "TSMC", "CoWoS"], 2, "unexpected extra argument"),
        (["list", "nonsense"], 2, "is no class; the classes are"),
        (["gaps", "nonsense"], 2, "is no class; the classes are"),
        (["gaps", "TSMC", "CoWoS"], 2, "unexpected extra argument"),
        (["conflicts", "--kind", "nonsense"], 2, "--kind 'nonsense': use contradiction"),
        (["stale", "--older", "nonsense"], 2, "--older 'nonsense': write a number"),
        (["cite", "nonsense"], 2, "is no claim id"),
        (["search", " "], 2, "needs a term"),
        (["query"], 2, "give a query"),
        (["query", "SELECT * { ?s"], 2, "not valid SPARQL: error at 1:"),
        (["query", "ASK {}", "--timeout", "0"], 2, "--timeout"),
        (["query", "ASK {}", "--timeout", "nan"], 2, "--timeout"),
        (["query", "ASK {}", "--param", "x"], 2, "is not name=value"),
        (["path", "TSMC", "tsmc"], 2, "a path needs two things"),
        (["path", "TSMC", "CoWoS", "-k", "0"], 2, "-k"),
        (["what", "nobody at all"], 3, "no thing is named 'nobody at all'"),
        (["conflicts", "nobody at all"], 3, "no thing is named 'nobody at all'"),
        (["what", "CoWoS-X"], 3, "Nearest: CoWoS"),
        (["what", "Foundry One"], 3, "names 2 things: Samsung (Company, id samsung); TSMC (Company, id tsmc)"),
        (["who", "supplies", "ABF film", "--to", "nobody at all"], 3, "no thing is named"),
        (["path", "TSMC", "CoWoS", "--avoid", "nobody at all"], 3, "no thing is named"),
        (["query", "SELECT ?s { VALUES ?x {} ?s ip:offers ?x }", "--param", "x=nobody at all"], 3, "no thing is named"),
        (["query", "none.rq"], 4, "none.rq: cannot be read"),
        (["query", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "--timeout", "0.5"], 4, "was ended after 0.5 seconds"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_one_message_and_one_code(ask, args, code, said):
    result = ask(*args, code=code)
    assert result.stdout == ""
    assert said in " ".join(result.stderr.split())


@pytest.mark.parametrize("args", [["query", "ASK { id:tsmc ip:offers id:emib }"], ["query", "ASK {}"]])
def test_no_is_an_answer(ask, args):
    assert ask(*args).stdout.splitlines()[0] == "answer"


def test_nothing_found_is_still_an_envelope(ask, valid):
    result = ask("who", "backs", "TSMC", "--json", code=1)
    assert valid(result.stdout)["results"] == []
    assert "nothing found" in result.stderr


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("nowhere", "no such snapshot folder"),
        ("https://example.org/", "remote stores are not supported"),
        ("x.docx", "unknown kind of file"),
    ],
)
@pytest.mark.parametrize("command", [*EVERY, "export"])
def test_a_store_that_is_none_is_said(run, tmp_path, command, spec, said):
    (tmp_path / "x.docx").write_text("")
    place = spec if "://" in spec else tmp_path / spec
    result = run(command, *EVERY.get(command, []), "--store", place, code=2 if "://" in spec else 4)
    assert said in result.stderr
    assert result.stdout == ""


def test_a_damaged_snapshot_is_said(run, rich_snapshot, tmp_path):
    (tmp_path / "db").mkdir()
    assert "damaged or half-written" in run("what", "TSMC", "--store", tmp_path, code=4).stderr


def test_malformed_rdf_names_its_line(run, tmp_path):
    (tmp_path / "x.ttl").write_text("<a:b> <a:c> .\n")
    assert "x.ttl:1: is not TURTLE" in run("what", "TSMC", "--store", tmp_path / "x.ttl", code=4).stderr


def test_bad_data_name_file_and_row(run, make_ontology):
    folder = make_ontology([{"source": "news-one", "subject": "nobody", "predicate": "offers", "object": "cowos"}])
    assert (
        "claims/news-one.csv:2: thing 'nobody' is in no entities file"
        in run("what", "TSMC", "--store", folder, code=4).stderr
    )


@pytest.mark.parametrize("word", ["whoo", "lst", "quer"])
def test_a_mistyped_command_is_guessed_at_but_not_run(run, word):
    result = run(word, "does", "2.5D", code=2)
    assert "Did you mean" in result.stderr
    assert result.stdout == ""


def test_an_argument_that_is_no_text_is_refused(spawn, rich_snapshot):
    result = spawn("what", b"\xff".decode("utf-8", "surrogateescape"), "--store", rich_snapshot)
    assert (result.returncode, result.stdout) == (2, "")
    assert "is not UTF-8 text" in result.stderr


def test_a_reader_that_has_enough_ends_a_command_quietly(rich_snapshot):
    for args in (["export", "--to", "nt"], ["schema"], ["what", "TSMC", "--json"]):
        with subprocess.Popen(
            [*COMMAND, *args, "--store", str(rich_snapshot)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            process.stdout.close()
            said = process.stderr.read().decode()
            assert process.wait(60) == 0, args
        assert "Traceback" not in said
        assert "BrokenPipe" not in said


def test_help_into_a_closed_pipe_ends_quietly():
    with subprocess.Popen([*COMMAND, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


def test_an_interrupted_command_ends_with_130(rich_snapshot):
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

    def listen() -> None:
        """Undo what a shell does to programs in the background: they would not hear the signal."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    command = [*COMMAND, "query", endless, "--store", str(rich_snapshot)]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=listen,  # noqa: PLW1509  (no threads here)
    ) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        until = time.monotonic() + 30
        while time.monotonic() < until and not children.read_text():
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        said = process.stderr.read().decode()
        assert process.wait(30) == 130
    assert "Traceback" not in said


def test_an_error_of_the_program_is_one_message_and_debug_shows_it(spawn, rich_snapshot):
    """A broken engine stands in for any bug: the module that it comes from cannot be imported."""
    broken = "import sys; sys.modules['interposer.lookup.card'] = None; from interposer.cli.main import main; main()"
    args = ["what", "TSMC", "--store", str(rich_snapshot)]
    quiet = subprocess.run([sys.executable, "-c", broken, *args], capture_output=True, text=True, check=False)
    assert (quiet.returncode, quiet.stdout) == (4, "")
    assert "an error of the program, not yours" in quiet.stderr
    assert "Traceback" not in quiet.stderr
    loud = subprocess.run([sys.executable, "-c", broken, "--debug", *args], capture_output=True, text=True, check=False)
    assert loud.returncode != 0
    assert "Traceback" in loud.stderr


def test_debug_shows_where_an_error_comes_from(spawn, rich_snapshot):
    result = spawn("--debug", "what", "nobody at all", "--store", rich_snapshot)
    assert result.returncode != 0
    assert "Traceback" in result.stderr


# Version and help --------------------------------------------------------------------------------


def test_version_names_program_and_data(spawn, shipped):
    result = spawn("--version")
    assert result.returncode == 0
    assert re.fullmatch(
        rf"interposer {re.escape(interposer.__version__)}, data \d{{4}}\.\d\d\+[0-9a-f]{{6}}\n", result.stdout
    )


def test_version_without_data_says_what_is_missing(spawn, tmp_path):
    result = spawn("--version", env={"INTERPOSER_ONTOLOGY": str(tmp_path)})
    assert (result.returncode, result.stdout) == (4, "")
    assert result.stderr.startswith("no ontology folder found")


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_lists_every_command_and_begins_with_examples(run, flag):
    shown = run(flag).stdout
    assert all(re.search(rf"^  {name} ", shown, re.MULTILINE) for name in COMMANDS)
    assert shown.index("interposer who does 2.5D") < shown.index("Options:") < shown.index("Commands:")


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", SUBCOMMANDS)
def test_help_of_a_command_begins_with_examples(run, command, flag):
    shown = run(*command.split(), flag).stdout
    assert f"\n  interposer {command}" in shown
    assert shown.index(f"  interposer {command}") < shown.index("Options:")


def parameters(command):
    module, _ = COMMANDS[command]
    function = getattr(import_module(f"interposer.cli.{module}"), "list_" if command == "list" else command)
    if isinstance(function, typer.Typer):
        functions = [registered.callback for registered in function.registered_commands]
    else:
        functions = [function]
    for one in functions:
        yield from inspect.signature(one, eval_str=True).parameters.items()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_and_argument_is_documented(run, command):
    for name, parameter in parameters(command):
        info = parameter.annotation.__metadata__[0]
        assert info.help, f"{command}: {name}"
        assert info.help.endswith((".", "…")), f"{command}: {name}: {info.help}"


def test_one_option_is_spelled_one_way_in_every_command():
    spellings = {}
    for command in COMMANDS:
        for name, parameter in parameters(command):
            for spelling in getattr(parameter.annotation.__metadata__[0], "param_decls", None) or ():
                spellings.setdefault(spelling, set()).add(name)
    assert {spelling: names for spelling, names in spellings.items() if len(names) > 1} == {}


def test_no_command_bare_gives_the_help(spawn):
    result = spawn()
    assert result.returncode == 2
    assert "interposer who does 2.5D" in result.stdout + result.stderr


# The Python API ----------------------------------------------------------------------------------

COUNTERPARTS = {
    "who": "who", "what": "what", "path": "path", "search": "search", "list": "list", "query": "query", "schema": "schema",
    "sources": "sources", "viz": "picture", "conflicts": "conflicts", "coverage": "coverage", "stale": "stale", "gaps": "gaps",
    "cite": "cite", "diff": "diff", "impact": "impact", "trace": "trace", "alternatives": "alternatives", "shared": "shared",
    "exposure": "exposure", "chokepoints": "chokepoints", "numbers": "numbers", "timeline": "timeline", "compare": "compare",
    "ask": "ask",
}  # fmt: skip
NO_COUNTERPART = {
    "export": "Graph.dataset() gives the same triples to rdflib, which writes every format",
    "check": "works on files, not on an open graph: interposer.store.validate.check_ontology",
    "cache": "looks after the program's own files, which no program needs to know of",
}


def test_every_command_has_a_method_or_a_reason():
    assert set(COUNTERPARTS) | set(NO_COUNTERPART) == set(COMMANDS)
    assert not set(COUNTERPARTS) & set(NO_COUNTERPART)
    for method in COUNTERPARTS.values():
        assert callable(getattr(interposer.Graph, method))
        assert ">>>" in getattr(interposer.Graph, method).__doc__


# What is imported --------------------------------------------------------------------------------


def imported(*args, env=None):
    """Run a command and read from python's own log which packages it imported."""
    result = subprocess.run(
        [sys.executable, "-X", "importtime", *COMMAND[1:], *args],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(env or {})},
    )
    lines = [line.rpartition("|")[2].strip() for line in result.stderr.splitlines() if line.startswith("import time:")]
    assert lines
    return {line.partition(".")[0] for line in lines}, result


@pytest.mark.parametrize(
    "command",
    [
        "--help",
        *TALKING,
        "who --help",
        "what --help",
        "path --help",
        "query --help",
        "viz --help",
        "conflicts TSMC",
        "diff --help",
    ],
)
def test_quick_commands_import_nothing_heavy(shipped, command):
    packages, result = imported(*command.split())
    assert result.returncode == 0
    assert packages & (HEAVY | {"rich"}) == set()


@pytest.mark.parametrize("line", ["interposer what CoWo", "interposer who does ", "interposer "])
def test_completion_imports_nothing_heavy(shipped, line):
    packages, result = imported(
        env={"_INTERPOSER_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    )
    assert result.stdout
    assert packages & (HEAVY | {"rich"}) == set()


# Completion --------------------------------------------------------------------------------------


def completed(spawn, line, shell="bash"):
    env = {
        "_INTERPOSER_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split(" ")) - 1),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    result = spawn(env=env)
    assert "Traceback" not in result.stderr
    return result.stdout.splitlines()


def test_commands_are_completed(spawn):
    assert completed(spawn, "interposer s") == [name for name in COMMANDS if name.startswith("s")]
    assert {"search", "schema", "sources", "stale"} <= set(completed(spawn, "interposer s"))


def test_names_are_completed_with_spaces_and_in_chinese(spawn, shipped):
    assert "CoWoS-L" in completed(spawn, "interposer what CoWoS-")
    assert "silicon interposer" in completed(spawn, "interposer what silicon")
    assert "台積電" in completed(spawn, "interposer what 台")
    assert "TSMC" in completed(spawn, "interposer who does TSM")
    assert "TSMC" in completed(spawn, "interposer path HBM TSM")
    assert "CoWoS-L" in completed(spawn, "interposer conflicts CoWoS-")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_completed_too(spawn, shipped, shell):
    assert any("CoWoS-L" in line for line in completed(spawn, "interposer what CoWoS-", shell))


def test_completion_without_a_snapshot_is_silent(spawn, tmp_path):
    env = {
        "_INTERPOSER_COMPLETE": "complete_bash",
        "COMP_WORDS": "interposer what C",
        "COMP_CWORD": "2",
        "INTERPOSER_CACHE": str(tmp_path),
    }
    result = spawn(env=env)
    assert (result.stdout.strip(), result.stderr) == ("", "")
    assert list(tmp_path.iterdir()) == []
