"""The shipped graph, asked in Python."""

from __future__ import annotations

import pytest

from interposer.api import Graph


@pytest.fixture(scope="module")
def graph(shipped_store):
    return Graph(shipped_store)
