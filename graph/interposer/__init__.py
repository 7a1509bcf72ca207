"""Interposer: the open map of advanced chip packaging, asked from Python.

    >>> import interposer
    >>> g = interposer.open()
    >>> answer = g.who("2.5D")
    >>> answer.results[0]["relation"]
    'offers'

`open` gives a `Graph`; everything heavy is imported by the method that needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from interposer.api import Graph, filters
    from interposer.api import open_graph as open

__all__ = ["Graph", "__version__", "filters", "open"]

__version__ = "0.1.0"
"""The one place of the version; reading it from the installed metadata costs 15 ms at every start."""

_PLACES = {"Graph": "Graph", "filters": "filters", "open": "open_graph"}


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        from interposer import api

        return getattr(api, _PLACES[name])
    raise AttributeError(f"module 'interposer' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
