"""IRIs of the dataset, RDF terms written as N-Triples, and results turned into Python values."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pyoxigraph as ox

__all__ = [
    "BASE", "CLAIM", "DATASET", "ID", "NAME", "NS", "PREFIXES", "SOURCE", "UNIT",
    "Iri", "Term", "Text", "Typed", "from_oxigraph", "iri", "literal", "sparql_term", "thing_iri", "values_block",
]  # fmt: skip

BASE: Final = "https://w3id.org/interposer/"
"""The IRI space; its w3id redirect is not registered yet, so these IRIs do not resolve today."""
NS: Final = BASE + "ns#"
ID: Final = BASE + "id/"
CLAIM: Final = BASE + "claim/"
SOURCE: Final = BASE + "source/"
UNIT: Final = BASE + "unit/"
NAME: Final = BASE + "name/"
DATASET: Final = BASE + "dataset"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: Final = {
    "ip": NS,
    "id": ID,
    "claim": CLAIM,
    "source": SOURCE,
    "unit": UNIT,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": XSD,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dqv": "http://www.w3.org/ns/dqv#",
    "void": "http://rdfs.org/ns/void#",
}
"""Prefixes that every query may use without declaring them."""

_NOT_IN_IRI = frozenset('<>"{}|^`\\ ')
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


class Iri(str):
    """An IRI; `slug` is its last part (`tsmc` of …/id/tsmc)."""

    __slots__ = ()

    @property
    def slug(self) -> str:
        """Cut off the namespace."""
        return self.rpartition("#" if "#" in self else "/")[2] or self[:-1].rpartition("/")[2]


class Text(str):
    """A text with a language tag."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Text:  # noqa: PYI034  (str subclasses are not generic in self)
        """Make a text in `language` (a BCP 47 tag)."""
        made = super().__new__(cls, text)
        made.language = language
        return made


class Typed(str):
    """A literal of a datatype that Python has no own type for, such as xsd:gYear."""

    __slots__ = ("datatype",)
    datatype: str

    def __new__(cls, text: str, datatype: str) -> Typed:  # noqa: PYI034  (str subclasses are not generic in self)
        """Make a literal of `datatype` (an IRI)."""
        made = super().__new__(cls, text)
        made.datatype = datatype
        return made


Term: TypeAlias = Iri | Text | Typed | str | bool | int | float | Decimal | date | None
"""A cell of a result row: None is unbound, str a plain string."""

_PYTHON: dict[str, Callable[[str], Term]] = {
    XSD + "string": str,
    XSD + "boolean": lambda text: text in ("true", "1"),
    XSD + "integer": int,
    XSD + "decimal": Decimal,
    XSD + "double": float,
    XSD + "float": float,
    XSD + "date": date.fromisoformat,
}


def from_literal(value: str, datatype: str | None, language: str | None) -> Term:
    """Turn the parts of an RDF literal into a Python value; a malformed one stays a Typed."""
    if language:
        return Text(value, language)
    convert = _PYTHON.get(datatype or XSD + "string")
    if convert is None:
        return Typed(value, datatype or "")
    try:
        return convert(value)
    except (ValueError, ArithmeticError):
        return Typed(value, datatype or "")


_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}
"""Tags as people write them: the engine keeps them in lower case."""


def from_oxigraph(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple | None) -> Term:
    """Turn a term of Oxigraph into a Python value."""
    if term is None:
        return None
    kind = type(term).__name__
    if kind == "Literal":
        literal_term = cast("ox.Literal", term)
        language, value = literal_term.language, literal_term.value
        if language:
            return Text(value, _TAGS.get(language, language))
        return from_literal(value, literal_term.datatype.value, None)
    if kind == "Triple":
        return str(term)
    node = cast("ox.NamedNode | ox.BlankNode", term)
    return Iri(node.value) if kind == "NamedNode" else Iri("_:" + node.value)


def iri(text: str) -> str:
    """Write an IRI for N-Triples and SPARQL; raises ValueError where a character would break out of it."""
    if not text or any(c in _NOT_IN_IRI or ord(c) < 33 for c in text):
        raise ValueError(f"not an IRI: {text!r}")
    return f"<{text}>"


def thing_iri(slug: str) -> str:
    """Write the IRI of a thing by its slug."""
    return iri(ID + slug)


def values_block(variable: str, iris: Iterable[str]) -> str:
    """Write the VALUES block that binds a variable to IRIs, each once and in order."""
    return f"VALUES ?{variable} {{ {' '.join(iri(text) for text in sorted(set(iris)))} }}"


def literal(text: str, *, datatype: str = "", language: str = "") -> str:
    """Write a literal for N-Triples and SPARQL with everything escaped that could end it."""
    body = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    if language:
        return f'"{body}"@{language}'
    return f'"{body}"^^<{datatype}>' if datatype else f'"{body}"'


def sparql_term(value: Term) -> str:
    """Write a Python value as a SPARQL term, so that text is bound, never pasted.

    Raises ValueError for an IRI, datatype or language tag that would break out of its term.
    """
    if value is None:
        return "UNDEF"
    if isinstance(value, Iri):
        return iri(value)
    if isinstance(value, Text):
        if not _LANGUAGE.fullmatch(value.language):
            raise ValueError(f"not a language tag: {value.language!r}")
        return literal(value, language=value.language)
    if isinstance(value, Typed):
        return f"{literal(value)}^^{iri(value.datatype)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, Decimal):
        return literal(f"{value:f}", datatype=XSD + "decimal")
    if isinstance(value, float):
        text = str(value).replace("inf", "INF").replace("nan", "NaN")
        return literal(text, datatype=XSD + "double")
    return literal(str(value), datatype=XSD + ("integer" if isinstance(value, int) else "date"))
