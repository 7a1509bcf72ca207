"""What people ask, on small worlds and on the shipped data."""

from __future__ import annotations

from interposer.lookup.gist import gist


def answers(answer):
    """Give the (thing, relation) pairs of an answer of `who`, in its order."""
    return [(row["thing"]["id"], row["relation"]) for row in answer.results]


def labels(things):
    return [thing["label"] for thing in things]


def asked(graph, question):
    """Answer a plain question: the kind of the answer, and what it lists."""
    understood = graph.understand(question)
    return gist(graph.store, graph.answer(understood), understood)
