"""Checks of a whole ontology folder: tables, references, canonical order, rules, and the SHACL shapes.

pyshacl validates the core constraints. The shapes' SPARQL constraints run as they are written, but once over
all focus nodes on the compiled store instead of once for each node, which pyshacl would need minutes for.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

from interposer.errors import DataError, Problem
from interposer.knowledge.files import non_canonical
from interposer.knowledge.model import Knowledge, Place
from interposer.store.compile import Compiled, compile_checked, read_checked
from interposer.store.terms import BASE, CLAIM, PREFIXES, iri

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pyoxigraph as ox
    import rdflib

__all__ = ["check_ontology", "core_findings", "shacl_problems", "sparql_findings"]

Finding = tuple[str, str, str]
"""Focus node, severity (violation, warning, info), message."""


def check_ontology(
    folder: Path, *, shacl: bool = True, announce: Callable[[str], None] = lambda _: None
) -> list[Problem]:
    """Run every check on an ontology folder; an empty list means all hold.

    The SHACL shapes run last, on the compiled data, and only when everything before them holds.
    """
    try:
        knowledge, vocabulary, problems = read_checked([folder])
        problems += non_canonical(folder)
        if problems or not shacl:
            return sorted(problems)
        if find_spec("pyshacl") is None:
            announce("the SHACL shapes were not run: install interposer[shacl]")
            return []
        announce("running the SHACL shapes …")
        return shacl_problems(folder, knowledge, compile_checked([folder], knowledge, vocabulary))
    except DataError as error:
        return sorted(error.problems)


def shacl_problems(folder: Path, knowledge: Knowledge, compiled: Compiled) -> list[Problem]:
    """Validate compiled data against shapes.ttl; findings on claims name their file and row."""
    import pyoxigraph as ox
    import rdflib

    shapes = rdflib.Graph().parse(folder / "shapes.ttl", format="turtle")
    text = compiled.store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    data = rdflib.Graph().parse(data=text, format="nt")
    places = {c.id: c.place for c in knowledge.claims}
    found = {*core_findings(shapes, data), *sparql_findings(shapes, compiled)}
    return sorted(_problem(finding, places) for finding in found)


def core_findings(shapes: rdflib.Graph, data: rdflib.Graph, *, with_sparql: bool = False) -> Iterator[Finding]:
    """Yield what pyshacl finds; the SPARQL constraints are left out unless `with_sparql`."""
    import pyshacl
    import rdflib

    used = rdflib.Graph()
    used += shapes
    if not with_sparql:
        used.remove((None, rdflib.SH.sparql, None))
    _, report, _ = pyshacl.validate(data, shacl_graph=used, inference="none")
    for node in report.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult):
        severity = str(report.value(node, rdflib.SH.resultSeverity)).rpartition("#")[2].lower()
        message = str(report.value(node, rdflib.SH.resultMessage))
        yield str(report.value(node, rdflib.SH.focusNode)), severity, message


def sparql_findings(shapes: rdflib.Graph, compiled: Compiled) -> Iterator[Finding]:
    """Yield what the shapes' SPARQL constraints find, each asked once for all focus nodes."""
    import rdflib

    for shape, constraint in shapes.subject_objects(rdflib.SH.sparql):
        severity = str(shapes.value(shape, rdflib.SH.severity) or "#violation").rpartition("#")[2].lower()
        message = str(shapes.value(constraint, rdflib.SH.message))
        for target in shapes.objects(shape, rdflib.SH.targetClass):
            query = _for_all(str(shapes.value(constraint, rdflib.SH.select)), str(target))
            solutions = cast("ox.QuerySolutions", compiled.store.query(query, prefixes=PREFIXES))
            names = [v.value for v in solutions.variables]
            for solution in solutions:
                values = {n: getattr(solution[n], "value", "") for n in names}
                yield values["this"], severity, re.sub(r"\{\?(\w+)\}", lambda m, v=values: v.get(m[1], m[0]), message)  # type: ignore[misc]


def _for_all(select: str, target: str) -> str:
    """Ask a constraint's query for every instance of its target class, instead of one bound $this."""
    focus = f"{{ ?this rdf:type ?focusClass . ?focusClass rdfs:subClassOf* {iri(target)} . "
    return select.replace("$this", "?this").replace("{", focus, 1)


def _problem(finding: Finding, places: dict[str, Place]) -> Problem:
    focus, severity, message = finding
    place = places.get(focus.removeprefix(CLAIM), Place("shapes.ttl", 0))
    what, _, mend = message.partition("; ")
    return place.problem(f"shacl-{severity}", f"{focus.removeprefix(BASE)}: {what}", (mend or "Mend it.").capitalize())
