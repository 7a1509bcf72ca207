"""The store for those who want rdflib, and the dataset written out in standard formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rdflib
from oxrdflib import OxigraphStore
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

if TYPE_CHECKING:
    from interposer.store.store import EmbeddedStore

__all__ = ["as_rdflib"]


def as_rdflib(store: EmbeddedStore) -> rdflib.Graph:
    """Give an rdflib Graph over the same engine, without copying.

    Plain strings come out typed xsd:string, which rdflib holds different from untyped ones: compare with
    `str()`. A query runs fast only as a plain string without extra arguments.
    """
    return rdflib.Graph(OxigraphStore(store=store.engine), identifier=DATASET_DEFAULT_GRAPH_ID)
