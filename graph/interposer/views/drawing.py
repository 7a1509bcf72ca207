"""A picture that can be looked at: as a file, as a page in text, and inside a notebook."""

from __future__ import annotations

from dataclasses import dataclass, fields
from html import escape
from pathlib import Path

from interposer.network.picture import Picture

__all__ = ["Drawing"]

_SANDBOX = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
_HEIGHT = 720


@dataclass(frozen=True, slots=True)
class Drawing(Picture):
    """Holds a picture and draws it with the explorer, which the extra `viz` brings.

    In a notebook it shows itself in a frame that can reach nothing around it; no file is written for that.
    """

    @classmethod
    def of(cls, picture: Picture, title: str = "") -> Drawing:
        """Make a picture one that can be looked at, under another title where one is given."""
        said = {field.name: getattr(picture, field.name) for field in fields(picture)}
        return cls(**said | ({"title": title} if title else {}))

    def html(self, layout: str = "layered") -> str:
        """Give the page as text; raises UsageError for a layout it has not and for too many things."""
        from interposer.views.explorer import render

        return render(self, layout)

    def save(self, path: str | Path, layout: str = "layered") -> Path:
        """Write the page into a file, which is replaced whole; gives its path. Raises as `html` does, and OSError."""
        from interposer.views.explorer import write

        write(self, Path(path), layout)
        return Path(path)

    def _repr_html_(self) -> str:
        """Show the page in a notebook."""
        return (
            f'<iframe srcdoc="{escape(self.html())}" sandbox="{_SANDBOX}" title="{escape(self.title)}" '
            f'style="width: 100%; height: {_HEIGHT}px; border: 0"></iframe>'
        )
