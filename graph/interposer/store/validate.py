"""Checks of a whole ontology folder: tables, references, canonical order, rules, and the SHACL shapes.

The shapes run as SPARQL on the compiled store. pyshacl is the oracle: where it is asked too, it must find the same.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from interposer.errors import DataError, Problem, UsageError
from interposer.knowledge.files import non_canonical
from interposer.knowledge.model import Knowledge, Place
from interposer.store.compile import Compiled, compile_checked, listing_iri, read_checked
from interposer.store.shapes import SPARQL, Violation, compile_shapes, find_violations
from interposer.store.terms import BASE, CLAIM, ID, SOURCE
from interposer.store.vocabulary import parse_turtle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import rdflib

__all__ = [
    "check_ontology",
    "core_findings",
    "disagreements",
    "oracle_violations",
    "read_shapes",
    "shacl_problems",
    "sparql_findings",
]

Finding = tuple[str, str, str]
"""Focus node, severity (violation, warning, info), message."""


def check_ontology(
    folder: Path, *, shacl: bool = True, oracle: bool = False, announce: Callable[[str], None] = lambda _: None
) -> list[Problem]:
    """Run every check on an ontology folder; an empty list means all hold.

    The SHACL shapes run last, on the compiled data, and only when everything before them holds. With `oracle`
    pyshacl runs the core constraints too, and each difference is a finding; raises UsageError without pyshacl.
    """
    if oracle and find_spec("pyshacl") is None:
        raise UsageError("the oracle is pyshacl, which is not installed; install interposer[shacl]")
    try:
        knowledge, vocabulary, problems = read_checked([folder])
        problems += non_canonical(folder)
        if problems or not shacl:
            return sorted(problems)
        announce("running the SHACL shapes …")
        compiled = compile_checked([folder], knowledge, vocabulary)
        problems = shacl_problems(folder, knowledge, compiled)
        if oracle:
            announce("asking pyshacl too …")
            problems += disagreements(read_shapes(folder), compiled)
        return sorted(problems)
    except DataError as error:
        return sorted(error.problems)


def read_shapes(folder: Path) -> rdflib.Graph:
    """Read the shapes of an ontology folder; raises DataError with the row when they are not Turtle."""
    import pyoxigraph as ox

    triples = [quad.triple for quad in parse_turtle(folder, "shapes.ttl")]
    return _graph(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))


def shacl_problems(folder: Path, knowledge: Knowledge, compiled: Compiled) -> list[Problem]:
    """Validate compiled data against shapes.ttl; findings name the file and row of a claim, thing, source or listing."""
    places = _places(knowledge)
    found = find_violations(compile_shapes(read_shapes(folder)), compiled.store)
    return sorted(_problem(finding, places) for finding in {violation[:3] for violation in found})


def disagreements(shapes: rdflib.Graph, compiled: Compiled) -> list[Problem]:
    """List what only pyshacl finds, and what only the compiled core constraints find; both must find the same."""
    import pyoxigraph as ox

    core = [constraint for constraint in compile_shapes(shapes) if constraint.component != SPARQL]
    ours = _keys(find_violations(core, compiled.store))
    text = compiled.store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    theirs = _keys(oracle_violations(shapes, _graph(text)))
    return [
        Problem(
            "shapes.ttl",
            0,
            "shacl-oracle",
            f"only {'pyshacl finds' if key in theirs else 'the compiled shapes find'} that {key[0]} violates "
            f"{key[1]} of {key[2] or 'the node itself'} ({key[3]})",
            "Report it: this is a fault of the program, not of the data.",
        )
        for key in sorted(ours ^ theirs)
    ]


def core_findings(shapes: rdflib.Graph, data: rdflib.Graph, *, with_sparql: bool = False) -> Iterator[Finding]:
    """Yield what pyshacl finds as findings; the SPARQL constraints are left out unless `with_sparql`."""
    for violation in oracle_violations(shapes, data, with_sparql=with_sparql):
        yield violation[:3]


def sparql_findings(shapes: rdflib.Graph, compiled: Compiled) -> Iterator[Finding]:
    """Yield what the shapes' SPARQL constraints find, each asked once for all focus nodes."""
    asked = [constraint for constraint in compile_shapes(shapes) if constraint.component == SPARQL]
    for violation in find_violations(asked, compiled.store):
        yield violation[:3]


def oracle_violations(shapes: rdflib.Graph, data: rdflib.Graph, *, with_sparql: bool = False) -> Iterator[Violation]:
    """Yield what pyshacl finds; the SPARQL constraints, which it asks node by node, only `with_sparql`."""
    import pyshacl
    import rdflib
    from rdflib import SH

    used = rdflib.Graph()
    used += shapes
    if not with_sparql:
        used.remove((None, SH.sparql, None))
    _, report, _ = pyshacl.validate(data, shacl_graph=used, inference="none")
    for node in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        component, severity = (
            str(report.value(node, word)).removeprefix(str(SH))
            for word in (SH.sourceConstraintComponent, SH.resultSeverity)
        )
        path = str(report.value(node, SH.resultPath) or "")
        message = str(report.value(node, SH.resultMessage))
        yield Violation(str(report.value(node, SH.focusNode)), severity.lower(), message, component, path)


def _graph(ntriples: bytes | None) -> rdflib.Graph:
    """Read data or shapes into rdflib, both by one parser: another types plain strings and finds them unequal."""
    import rdflib

    return rdflib.Graph().parse(data=ntriples or b"", format="nt")


def _keys(violations: Iterable[Violation]) -> set[tuple[str, str, str, str]]:
    return {(v.focus, v.component, v.path, v.severity) for v in violations}


def _places(knowledge: Knowledge) -> dict[str, Place]:
    """Say where each node that a row makes has its row."""
    return {
        **{ID + entity.id: entity.place for entity in knowledge.entities},
        **{listing_iri(listing): listing.place for listing in knowledge.listings},
        **{SOURCE + source.id: source.place for source in knowledge.sources},
        **{CLAIM + claim.id: claim.place for claim in knowledge.claims},
    }


def _problem(finding: Finding, places: dict[str, Place]) -> Problem:
    focus, severity, message = finding
    place = places.get(focus, Place("shapes.ttl", 0))
    what, _, mend = message.partition("; ")
    return place.problem(f"shacl-{severity}", f"{focus.removeprefix(BASE)}: {what}", (mend or "Mend it.").capitalize())
