"""The `interposer` command: a group that imports a command only when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from interposer.errors import InterposerError

__all__ = ["COMMANDS", "app", "main"]

COMMANDS = {
    "ask": ("asks", 'A plain question, English or Chinese: ask "谁能做2.5D封装？"'),
    "who": ("lookups", "Who does, makes, supplies, uses … a thing: who does 2.5D"),
    "what": ("lookups", "The card of one thing: kind, names, tree, relations, numbers, disagreements"),
    "path": ("paths", "How two things hang together, with the evidence of every hop"),
    "impact": ("impacts", "What is lost or degraded when a company, site, country, material … is lost"),
    "chokepoints": ("bottlenecks", "Where a product, or all of them, hang on one maker, site or country"),
    "trace": ("traces", "From a demand or a chip down the chain to makers, sites, capacities and gaps"),
    "alternatives": ("sourcing", "Second sources and substitutes for a thing and for each thing it needs"),
    "shared": ("sourcing", "The suppliers that two companies have in common"),
    "exposure": ("sourcing", "What a company depends on, what depends on it, where, and what single makers can stop"),
    "numbers": ("numbers", "The numbers of a metric or a thing, one row a claim, disagreements side by side"),
    "timeline": ("numbers", "What is dated about a thing in order of time; --plot draws it"),
    "compare": ("numbers", "Two or more things side by side, with the evidence of every value"),
    "search": ("lookups", "Search every name in every language, and the definitions"),
    "list": ("lookups", "List the things of a class: list companies"),
    "query": ("queries", "Ask SPARQL: text, a .rq file, or a named question (--list)"),
    "schema": ("lookups", "The classes and relations, with definitions and counts"),
    "sources": ("lookups", "The sources, or one source with every claim read in it"),
    "conflicts": ("upkeep", "Where sources disagree, by size, and where one source's numbers do not fit"),
    "coverage": ("upkeep", "What the data hold, how they were read, and what they lack"),
    "stale": ("upkeep", "Things of which no source has spoken for long"),
    "gaps": ("upkeep", "Things that lack what their class should have"),
    "cite": ("upkeep", "Cite a claim: text, BibTeX, CSL-JSON"),
    "diff": ("upkeep", "What changed between two versions of the data"),
    "viz": ("pictures", "Write the explorer: one HTML file that opens offline"),
    "export": ("exports", "Write the data as RDF, CSV or SQLite"),
    "check": ("checks", "Check the data; exit 1 on findings, --fix restores canonical order"),
    "cache": ("caches", "Show or clear the compiled snapshots"),
}
"""Every command with its module and its line in --help, so that help imports no command."""

EXAMPLES = """Examples:

  interposer who does 2.5D\n
  interposer what CoWoS\n
  interposer path "AI computing demand" "silicon interposer"\n
  interposer who supplies "ABF film" --sources\n
  interposer query --list\n
  interposer viz CoWoS -o cowos.html

The open map of advanced chip packaging: who offers what, what is built on it, who supplies it, what
drives demand and what holds it back. Every fact is a claim with a source, a date and a status."""

HELP_NAMES = {"help_option_names": ["-h", "--help"]}
INTERRUPTED = 130


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """List the command names in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import one command and build it; None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"interposer.cli.{COMMANDS[cmd_name][0]}")
        one = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=HELP_NAMES)
        function = getattr(module, cmd_name if cmd_name != "list" else "list_")
        if isinstance(function, typer.Typer):
            command = typer.main.get_command(function)
        else:
            one.command(cmd_name)(function)
            command = typer.main.get_command(one)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the command list from COMMANDS, importing none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, or say which one was probably meant."""
        if args and args[0] not in COMMANDS and _is_question(args):
            return super().resolve_command(ctx, ["ask", *args])
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else " See: interposer --help"
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse arguments that are no text, before anything stumbles over them."""
        for arg in args:
            if any("\ud800" <= character <= "\udfff" for character in arg):
                ctx.fail(f"the argument {arg!r} is not UTF-8 text")
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what goes wrong becomes one message and the right exit code."""
        try:
            return super().invoke(ctx)
        except InterposerError as error:
            if os.environ.get("INTERPOSER_DEBUG"):
                raise
            _tell(error)
            raise SystemExit(error.exit_code) from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None
        except KeyboardInterrupt:
            raise SystemExit(INTERRUPTED) from None


def _is_question(args: list[str]) -> bool:
    """Tell a question from a mistyped command: it holds a blank or ends with a question mark."""
    options = next((place for place, arg in enumerate(args) if arg.startswith("-")), len(args))
    words = args[:options]
    return bool(words) and (" " in args[0].strip() or words[-1].rstrip().endswith(("?", "？")))


def _tell(error: InterposerError) -> None:
    """Print what went wrong on stderr, with nothing in it that a terminal would obey."""
    from interposer.views.tables import clean

    for line in str(error).splitlines():
        typer.echo(f"  {clean(line.strip())}" if line.startswith(" ") else clean(line), err=True)


app = typer.Typer(
    name="interposer",
    cls=LazyGroup,
    help=EXAMPLES,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings=HELP_NAMES,
)


def _version(wanted: bool) -> None:
    if wanted:
        from interposer import __version__
        from interposer.store.store import open_store

        typer.echo(f"interposer {__version__}, data {open_store().data_version}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print program and data version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
) -> None:
    if debug:
        os.environ["INTERPOSER_DEBUG"] = "1"


def main() -> None:
    """Run the command line; the exit code says how it went."""
    try:
        _run()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except BrokenPipeError:
            pass
        # Everything is written: taking the interpreter and the store apart would cost a tenth of a lookup.
        os._exit(code)


def _run() -> None:
    try:
        app()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # the reader had enough, which is no failure
            raise SystemExit(0) from None
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
        raise
    except Exception as error:
        if os.environ.get("INTERPOSER_DEBUG"):
            raise
        if isinstance(error, InterposerError):
            _tell(error)
            raise SystemExit(error.exit_code) from None
        sys.stderr.write(f"interposer: an error of the program, not yours: {type(error).__name__}: {error}\n")
        sys.stderr.write("Run it again as `interposer --debug …` and report what it prints.\n")
        raise SystemExit(4) from None
