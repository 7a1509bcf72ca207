"""From what people call a thing to the thing: any label, alias, ticker or script variant; never a guess."""

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from interposer.errors import NameUnknownError
from interposer.knowledge.folding import fold
from interposer.store.terms import ID, NS, Iri, Term, sparql_term, thing_iri, values_block

if TYPE_CHECKING:
    from interposer.store.interface import Store

__all__ = ["Thing", "label_of", "load_things", "resolve"]

SUGGESTIONS = 3


class Thing(NamedTuple):
    """A thing of the graph with its English label and class."""

    label: str
    id: str
    kind: str

    @property
    def iri(self) -> str:
        """Write the thing's IRI for SPARQL."""
        return thing_iri(self.id)

    def record(self) -> dict[str, str]:
        """Give the thing as it stands in the JSON envelope."""
        return {"id": self.id, "label": self.label, "kind": self.kind}


def resolve(store: "Store", text: str) -> Thing:
    """Find the one thing that `text` names: a label, alias, ticker, id or IRI in any language.

    Width, case, spaces and hyphens do not matter unless the name is marked case-sensitive. Raises
    NameUnknownError with candidates when several things have the name, or with suggestions when none has.
    """
    wanted = unicodedata.normalize("NFKC", text).strip().removeprefix("id:").removeprefix(ID)
    keys = sorted({fold(wanted), wanted})
    found = _things(store, f"VALUES ?key {{ {' '.join(sparql_term(k) for k in keys)} }} ?thing ip:nameKey ?key .")
    if len(found) == 1:
        return found[0]
    exact = [t for t in found if wanted in (t.label, t.id)]
    if len(exact) == 1:
        return exact[0]
    if found:
        candidates = [(t.id, t.label, t.kind) for t in found]
        listed = "; ".join(f"{label} ({kind}, id {slug})" for slug, label, kind in candidates)
        raise NameUnknownError(f"{text!r} names {len(found)} things: {listed}. Say which by its id.", candidates)
    near = _nearest(store, fold(wanted))
    listed = "; ".join(f"{t.label} ({t.kind})" for t in near)
    hint = f" Nearest: {listed}." if near else ""
    raise NameUnknownError(f"no thing is named {text!r}.{hint}", [(t.id, t.label, t.kind) for t in near])


def load_things(store: "Store", slugs: set[str]) -> dict[str, Thing]:
    """Load label and class of things by id; ids that the store does not describe are left out."""
    if not slugs:
        return {}
    return {t.id: t for t in _things(store, values_block("thing", (ID + slug for slug in slugs)))}


def label_of(term: Term) -> str:
    """Shorten an IRI to its last part; other values as they are."""
    return term.slug if isinstance(term, Iri) else str(term)


def _things(store: "Store", pattern: str) -> list[Thing]:
    query = f"""SELECT DISTINCT ?thing ?label ?class WHERE {{ {pattern}
  ?thing skos:prefLabel ?label ; rdf:type ?class . FILTER(LANG(?label) = "en") FILTER(STRSTARTS(STR(?class), "{NS}")) }}"""
    rows = store.select(query)
    return sorted({Thing(str(label), label_of(thing), label_of(kind)) for thing, label, kind in rows})


def _nearest(store: "Store", key: str) -> list[Thing]:
    """Suggest the things whose names look most like a folded name; a suggestion is never an answer."""
    import difflib

    owners: dict[str, set[str]] = {}
    for thing, name in store.select("SELECT ?thing ?name WHERE { ?thing ip:nameKey ?name }"):
        owners.setdefault(fold(str(name)), set()).add(label_of(thing))
    close = difflib.get_close_matches(key, sorted(owners), n=3 * SUGGESTIONS, cutoff=0.55)
    within = sorted((n for n in owners if len(key) > 2 and key in n and n not in close), key=len)
    slugs: list[str] = []
    for name in [*close, *within]:
        slugs += [s for s in sorted(owners[name]) if s not in slugs]
    things = load_things(store, set(slugs[:SUGGESTIONS]))
    return [things[s] for s in slugs[:SUGGESTIONS] if s in things]
