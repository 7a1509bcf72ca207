"""The command line: what stands on stdout, what on stderr, and with which exit code it ends."""

from __future__ import annotations

import csv
import io


def cells(text):
    """Read what a pipe is given: a header and rows, tab-separated."""
    header, *rows = text.splitlines()
    return [dict(zip(header.split("\t"), row.split("\t"), strict=True)) for row in rows]


def sheet(text):
    return list(csv.DictReader(io.StringIO(text)))
