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

from interposer.version import __version__

if TYPE_CHECKING:
    from interposer.api import Graph, filters
    from interposer.api import open_graph as open  # noqa: A004  (reads as it is used)

__all__ = ["Graph", "__version__", "filters", "open"]

_PLACES = {"Graph": "Graph", "filters": "filters", "open": "open_graph"}


def __getattr__(name: str) -> Any:  # noqa: ANN401  (modules give whatever they hold)
    if name in _PLACES:
        from interposer import api

        return getattr(api, _PLACES[name])
    raise AttributeError(f"module 'interposer' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
