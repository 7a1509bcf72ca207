"""SHACL shapes compiled to SPARQL: every constraint becomes one query for its violations.

Known is the part of SHACL that shapes.ttl uses; anything else is refused, never passed over. A query is built
from sub-selects that each give one set of nodes and hide all other variables: sets are joined for "all of
these", united for "any of these", and taken away with MINUS, which engines hash. NOT EXISTS is never used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn, cast

import rdflib
from rdflib import SH, XSD

from interposer.errors import DataError, Problem, UsageError, brief
from interposer.store.guarded import refuse_unsafe
from interposer.store.terms import iri, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyoxigraph as ox
    from rdflib.term import Node

__all__ = ["SPARQL", "Constraint", "Violation", "compile_shapes", "find_violations"]


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a shape, as a SELECT whose first column is the focus node, the second a value if any.

    `component` is the name of the SHACL constraint component, `path` the IRI of the property ('' where the
    shape is about the node itself), `severity` violation, warning or info.
    """

    component: str
    path: str
    severity: str
    message: str
    query: str
    prefixes: dict[str, str]


class Violation(NamedTuple):
    """One finding: the focus node's IRI, and what it violates."""

    focus: str
    severity: str
    message: str
    component: str
    path: str


def compile_shapes(graph: rdflib.Graph) -> list[Constraint]:
    """Compile every shape that has a target class; raises DataError for what is not known here."""
    _refuse_unknown(graph)
    shapes = _Shapes(graph)
    found: list[Constraint] = []
    try:
        for shape, target in sorted(graph.subject_objects(SH.targetClass), key=str):
            found += shapes.constraints(shape, _instances(shapes.term(target, "sh:targetClass", iri_only=True)))
    except RecursionError:
        _refuse("a shape contains itself", "Take it apart")
    return found


def find_violations(constraints: list[Constraint], store: ox.Store) -> Iterator[Violation]:
    """Ask each constraint of a compiled dataset; raises DataError where a shape's own query is not SPARQL."""
    for asked in constraints:
        try:
            solutions = cast("ox.QuerySolutions", store.query(asked.query, prefixes=asked.prefixes))
        except SyntaxError as error:
            _refuse(f"a query is not SPARQL: {brief(error)}", "Mend the sh:select of the shape")
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            values = {name: getattr(solution[name], "value", "") for name in names}
            message = _filled(asked.message, values) if asked.component == SPARQL else asked.message
            yield Violation(values[names[0]], asked.severity, message, asked.component, asked.path)


# What is known ---------------------------------------------------------------------------------------

SPARQL: Final = "SPARQLConstraintComponent"
"""The component of the constraints that are queries already."""
_STRUCTURE = {SH.targetClass, SH.path, SH.message, SH.severity, SH.name, SH.description}
_OF_QUERIES = {SH.prefixes, SH.select, SH.declare, SH.prefix, SH.namespace}
_OF_QUALIFIED = {SH.qualifiedMinCount, SH.qualifiedMaxCount}
_OF_PROPERTIES = {SH.minCount, SH.maxCount, SH.uniqueLang, SH.lessThanOrEquals, SH.qualifiedValueShape}
"""Parameters that say nothing about a node itself."""

_DATATYPES = {XSD.boolean, XSD.date, XSD.decimal, XSD.integer, XSD.string}
"""Datatypes that the engine can cast to, and so tell well-formed literals of."""
_NODE_KINDS: Final[dict[Node, str]] = {
    SH.IRI: "isIRI({v})",
    SH.Literal: "isLiteral({v})",
    SH.BlankNode: "isBlank({v})",
    SH.BlankNodeOrIRI: "!isLiteral({v})",
    SH.BlankNodeOrLiteral: "!isIRI({v})",
    SH.IRIOrLiteral: "!isBlank({v})",
}


def _refuse(what: str, mend: str) -> NoReturn:
    problem = Problem("shapes.ttl", 0, "shapes", what, f"{mend}.")
    raise DataError("the shapes cannot be used", [problem]) from None


def _refuse_unknown(graph: rdflib.Graph) -> None:
    """Refuse every word of SHACL that no line of this module reads, wherever it stands."""
    known = _STRUCTURE | _OF_QUERIES | _OF_QUALIFIED | set(_COMPONENTS)
    used = {word for word in graph.predicates() if str(word).startswith(str(SH))}
    for word in sorted(used - known, key=str):
        _refuse(f"{_word(word)} is not known here", "Say it with what shapes.ttl uses elsewhere, or with sh:sparql")
    for shape in graph.subjects(rdflib.RDF.type, SH.NodeShape):
        if not {rdflib.RDFS.Class, rdflib.OWL.Class}.isdisjoint(graph.objects(shape, rdflib.RDF.type)):
            _refuse(f"{shape} is a class and a shape in one", "Make it a shape of its own with sh:targetClass")


def _word(term: Node) -> str:
    return "sh:" + str(term).removeprefix(str(SH)) if str(term).startswith(str(SH)) else str(term)


# From shapes to queries ------------------------------------------------------------------------------


class _Nodes(NamedTuple):
    """A set of nodes: a pattern that binds one variable, and how many steps of sh:path led there."""

    pattern: str
    depth: int

    @property
    def variable(self) -> str:
        return f"?n{self.depth}"


class _Place(NamedTuple):
    """Where a constraint is asked: the shape, its focus nodes `n`, its value nodes `v`, the step between them."""

    shape: Node
    focus: _Nodes
    path: str
    step: str
    values: _Nodes

    @property
    def n(self) -> str:
        return self.focus.variable

    @property
    def v(self) -> str:
        return self.values.variable

    def where(self, test: str) -> str:
        """Give the pairs of a focus node and a value node for which a pattern holds."""
        return f"{self.values.pattern} {test}"

    def unless(self, good: str) -> str:
        """Give the pairs for which an expression does not hold; an error in it counts as not."""
        return self.where(f"FILTER(!COALESCE({good}, false))")

    def counted(self, values: str, test: str) -> str:
        """Give the focus nodes whose number of values fits a test; a node without values has 0."""
        return _only(
            self.n, f"{self.focus.pattern} OPTIONAL {{ {values} }}", f"HAVING(COUNT(DISTINCT {self.v}) {test})"
        )


def _only(variable: str, pattern: str, having: str = "") -> str:
    """Give one variable of a pattern as a set and hide the others."""
    groups = f" GROUP BY {variable} {having}" if having else ""
    return f"{{ SELECT DISTINCT {variable} WHERE {{ {pattern} }}{groups} }}"


def _instances(of: str, depth: int = 0) -> _Nodes:
    """Give the instances of a class and of all classes below it."""
    made = _Nodes("", depth)
    kind = f"{made.variable} {iri(str(rdflib.RDF.type))} ?c . ?c {iri(str(rdflib.RDFS.subClassOf))}* {of}"
    return made._replace(pattern=_only(made.variable, kind))


class _Shapes:
    """The shapes of a graph, read as they are needed."""

    def __init__(self, graph: rdflib.Graph) -> None:
        self.graph = graph

    def constraints(self, shape: Node, focus: _Nodes) -> Iterator[Constraint]:
        """Yield the constraints of a shape, and of the shapes of its properties, on these focus nodes."""
        place = self._place(shape, focus)
        for inner in self._sorted(shape, SH.property):
            yield from self.constraints(inner, place.values)
        severity = str(self._one(shape, SH.severity) or SH.Violation).removeprefix(str(SH)).lower()
        message = str(self._one(shape, SH.message) or "")
        columns = place.n if place.v == place.n else f"{place.n} {place.v}"
        for component, pattern, bound in self._patterns(place):
            query = f"SELECT DISTINCT {columns if bound else place.n} WHERE {{ {pattern} }}"
            text = message or f"{component} of {place.path or 'the node'} is violated; mend it"
            yield Constraint(component, place.path, severity, text, query, {})
        for constraint in self._sorted(shape, SH.sparql):
            query = self._for_all(constraint, focus)
            text = str(self._one(constraint, SH.message) or message or f"{SPARQL} is violated; mend it")
            yield Constraint(SPARQL, place.path, severity, text, query, self._prefixes(constraint))

    def failing(self, shape: Node, nodes: _Nodes) -> str:
        """Give those of the nodes that do not conform to a shape."""
        place = self._place(shape, nodes)
        if (shape, SH.sparql, None) in self.graph or (shape, SH.targetClass, None) in self.graph:
            _refuse("a shape inside another has sh:sparql or sh:targetClass", "Make it a shape of its own")
        ways = [_only(place.n, pattern) for _, pattern, _ in self._patterns(place)]
        ways += [_only(place.n, f"{place.values.pattern} {self.failing(inner, place.values)}")
                 for inner in self._sorted(shape, SH.property)]  # fmt: skip
        return f"{{ {' UNION '.join(ways) or 'FILTER(false)'} }}"

    def _patterns(self, place: _Place) -> Iterator[tuple[str, str, bool]]:
        """Yield what violates each constraint: component, pattern, and whether it binds the value."""
        given = set(self.graph.predicates(place.shape))
        if (lost := given & _OF_PROPERTIES) and not place.path:
            _refuse(f"{_word(min(lost, key=str))} stands in a shape without sh:path", "Put it into a sh:property")
        if bool(given & _OF_QUALIFIED) != (SH.qualifiedValueShape in given):
            _refuse("sh:qualifiedValueShape and its counts stand apart", "Put them into one shape")
        for parameter, component in _COMPONENTS.items():
            for value in self._sorted(place.shape, parameter):
                yield from component(self, place, value)

    def _place(self, shape: Node, focus: _Nodes) -> _Place:
        path = self._one(shape, SH.path)
        if path is None:
            return _Place(shape, focus, "", "", focus)
        values = _Nodes("", focus.depth + 1)
        step = f"{focus.variable} {self.term(path, 'sh:path', iri_only=True)} {values.variable} ."
        return _Place(shape, focus, str(path), step, values._replace(pattern=f"{focus.pattern} {step}"))

    def _one(self, node: Node, predicate: rdflib.URIRef) -> Node | None:
        found = self._sorted(node, predicate)
        if len(found) > 1:
            _refuse(f"a shape has several {_word(predicate)}", "Keep one")
        return found[0] if found else None

    def _sorted(self, node: Node, predicate: rdflib.URIRef) -> list[Node]:
        return sorted(self.graph.objects(node, predicate), key=str)

    def members(self, node: Node, what: str) -> list[Node]:
        """Read an RDF list; refuses an empty or broken one."""
        found = list(self.graph.items(node))
        return found or _refuse(f"{what} has no list of values", "Write them in round brackets")

    @staticmethod
    def term(node: Node, what: str, *, iri_only: bool = False) -> str:
        """Write an IRI or a literal of the shapes for SPARQL."""
        try:
            if isinstance(node, rdflib.URIRef):
                return iri(str(node))
            if isinstance(node, rdflib.Literal) and not iri_only:
                return literal(str(node), datatype=str(node.datatype or ""), language=node.language or "")
        except ValueError as error:
            _refuse(f"{what}: {error}", "Mend the IRI")
        _refuse(f"{what} takes {'one IRI' if iri_only else 'an IRI or a literal'} here", "Write it so")

    @staticmethod
    def number(node: Node, what: str) -> int:
        """Read a count."""
        if isinstance(node, rdflib.Literal) and isinstance(node.value, int) and node.value >= 0:
            return node.value
        _refuse(f"{what} takes a whole number, not {node!s:.40}", "Give one")

    # The shapes' own queries ---------------------------------------------------------------------

    def _for_all(self, constraint: Node, focus: _Nodes) -> str:
        """Ask a constraint's query for all focus nodes at once, instead of for one that is bound to $this."""
        select = str(self._one(constraint, SH.select) or "")
        if not re.match(r"\s*SELECT\s+(?:DISTINCT\s+)?\$this\b", select, re.IGNORECASE):
            _refuse(f"a query does not begin with SELECT $this: {select.strip()[:40]!r}", "Let it select $this first")
        if other := re.search(r"\$(?:PATH|shapesGraph|currentShape)\b", select):
            _refuse(f"a query uses {other[0]}, which is not known here", "Name the property itself")
        try:
            refuse_unsafe(select)
        except UsageError as error:
            _refuse(f"a query cannot be run: {error}", "Leave it out")
        nodes = f"{{ SELECT DISTINCT ({focus.variable} AS ?this) WHERE {{ {focus.pattern} }} }}"
        return select.replace("$this", "?this").replace("{", f"{{ {nodes} ", 1)

    def _prefixes(self, constraint: Node) -> dict[str, str]:
        return {
            str(self.graph.value(declared, SH.prefix)): str(self.graph.value(declared, SH.namespace))
            for ontology in self.graph.objects(constraint, SH.prefixes)
            for declared in self.graph.objects(ontology, SH.declare)
        }


def _filled(message: str, values: dict[str, str]) -> str:
    """Put the values of a solution into the {?name} of a message; what has no value stays as it is."""
    return re.sub(r"\{[?$](\w+)\}", lambda found: values.get(found[1], found[0]), message)


# Constraint components -------------------------------------------------------------------------------

_Found = tuple[str, str, bool]


def _min_count(shapes: _Shapes, at: _Place, value: Node) -> Iterator[_Found]:
    yield "MinCountConstraintComponent", at.counted(at.step, f"< {shapes.number(value, 'sh:minCount')}"), False


def _max_count(shapes: _Shapes, at: _Place, value: Node) -> Iterator[_Found]:
    yield "MaxCountConstraintComponent", at.counted(at.step, f"> {shapes.number(value, 'sh:maxCount')}"), False


def _class(shapes: _Shapes, at: _Place, value: Node) -> Iterator[_Found]:
    fitting = _instances(shapes.term(value, "sh:class", iri_only=True), at.values.depth)
    yield "ClassConstraintComponent", at.where(f"MINUS {fitting.pattern}"), True


def _datatype(_: _Shapes, at: _Place, value: Node) -> Iterator[_Found]:
    if value not in _DATATYPES:
        _refuse(f"sh:datatype {value} is not known here", f"Use one of {', '.join(sorted(_DATATYPES))}")
    kind = iri(str(value))
    good = f"DATATYPE({at.v}) = {kind} && STRLEN(STR({kind}(STR({at.v})))) >= 0"  # an ill-formed one is an error
    yield "DatatypeConstraintComponent", at.unless(good), True


def _node_kind(_: _Shapes, at: _Place, value: Node) -> Iterator[_Found]:
    if value not in _NODE_KINDS:
        _refuse(f"sh:nodeKind {value} is none", f"Use one of {', '.join(map(_word, _NODE_KINDS))}")
    yield "NodeKindConstraintComponent", at.unless(_NODE_KINDS[value].format(v=at.v)), True


def _min_length(shapes: _Shapes, at: _Place, value: Node) -> Iterator[_Found]:
    good = f"STRLEN(STR({at.v})) >= {shapes.number(value, 'sh:minLength')}"
    yield "MinLengthConstraintComponent", at.unless(good), True


def _pattern(shapes: _Shapes, at: _Place, value: Node) -> Iterator[_Found]:
    good = f"REGEX(STR({at.v}), {shapes.term(value, 'sh:pattern')})"
    yield "PatternConstraintComponent", at.unless(good), True


def _language_in(shapes: _Shapes, at: _Place, value: Node) -> Iterator[_Found]:
    tags = [shapes.term(tag, "sh:languageIn") for tag in shapes.members(value, "sh:languageIn")]
    good = " || ".join(f"LANGMATCHES(LANG({at.v}), {tag})" for tag in tags)
    yield "LanguageInConstraintComponent", at.unless(good), True


def _unique_lang(_: _Shapes, at: _Place, value: Node) -> Iterator[_Found]:
    if value != rdflib.Literal(True):  # noqa: FBT003  (the literal true)
        return
    groups = f"GROUP BY {at.n} (LCASE(LANG({at.v})) AS ?tag) HAVING(COUNT(DISTINCT {at.v}) > 1)"
    tagged = at.where(f'FILTER(LANG({at.v}) != "")')
    yield "UniqueLangConstraintComponent", f"{{ SELECT {at.n} WHERE {{ {tagged} }} {groups} }}", False


def _less_than_or_equals(shapes: _Shapes, at: _Place, value: Node) -> Iterator[_Found]:
    other = shapes.term(value, "sh:lessThanOrEquals", iri_only=True)
    pairs = at.where(f"{at.n} {other} ?other . FILTER(!COALESCE({at.v} <= ?other, false))")
    yield "LessThanOrEqualsConstraintComponent", pairs, True


def _in(shapes: _Shapes, at: _Place, value: Node) -> Iterator[_Found]:
    allowed = " ".join(shapes.term(member, "sh:in") for member in shapes.members(value, "sh:in"))
    yield "InConstraintComponent", at.where(f"MINUS {{ VALUES {at.v} {{ {allowed} }} }}"), True


def _has_value(shapes: _Shapes, at: _Place, value: Node) -> Iterator[_Found]:
    having = at.where(f"VALUES {at.v} {{ {shapes.term(value, 'sh:hasValue')} }}")
    yield "HasValueConstraintComponent", f"{at.focus.pattern} MINUS {_only(at.n, having)}", False


def _or(shapes: _Shapes, at: _Place, value: Node) -> Iterator[_Found]:
    members = shapes.members(value, "sh:or")
    yield "OrConstraintComponent", at.where(" ".join(shapes.failing(member, at.values) for member in members)), True


def _qualified(shapes: _Shapes, at: _Place, value: Node) -> Iterator[_Found]:
    conforming = f"{at.values.pattern} MINUS {shapes.failing(value, at.values)}"
    for word, name, sign in (
        (SH.qualifiedMinCount, "QualifiedMinCountConstraintComponent", "<"),
        (SH.qualifiedMaxCount, "QualifiedMaxCountConstraintComponent", ">"),
    ):
        for count in shapes.graph.objects(at.shape, word):
            yield name, at.counted(conforming, f"{sign} {shapes.number(count, _word(word))}"), False


def _nothing(_: _Shapes, __: _Place, ___: Node) -> Iterator[_Found]:
    """Say nothing: the shapes of properties and the queries are read where the shape is."""
    yield from ()


_COMPONENTS: Final[dict[rdflib.URIRef, Callable[[_Shapes, _Place, Node], Iterator[_Found]]]] = {
    SH.minCount: _min_count,
    SH.maxCount: _max_count,
    SH["class"]: _class,
    SH.datatype: _datatype,
    SH.nodeKind: _node_kind,
    SH.minLength: _min_length,
    SH.pattern: _pattern,
    SH.languageIn: _language_in,
    SH.uniqueLang: _unique_lang,
    SH.lessThanOrEquals: _less_than_or_equals,
    SH["in"]: _in,
    SH.hasValue: _has_value,
    SH["or"]: _or,
    SH.qualifiedValueShape: _qualified,
    SH.property: _nothing,
    SH.sparql: _nothing,
}
"""Each parameter that a shape may have, and what turns it into patterns."""
