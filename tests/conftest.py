"""Small worlds for tests: a tiny ontology folder made from Python data, compiled on demand."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import settings

from interposer.knowledge.files import CLAIMS, LISTINGS, NAMES, SOURCES, write_table
from interposer.knowledge.model import Claim
from interposer.store.compile import compile_ontology
from interposer.store.store import EmbeddedStore, open_store

settings.register_profile("suite", deadline=None)  # a loaded machine is no failure
settings.load_profile("suite")

ONTOLOGY = Path(__file__).parent.parent / "ontology"
Cells = Mapping[str, str]

THINGS = {
    "business-role": [("foundry", "foundry", "")],
    "chip": [("blackwell", "NVIDIA Blackwell", "")],
    "company": [("intel", "Intel", ""), ("nvidia", "NVIDIA", ""), ("tsmc", "TSMC", "")],
    "component-type": [("silicon-interposer", "silicon interposer", "")],
    "constraint": [("memory-wall", "memory wall", "")],
    "country": [("taiwan", "Taiwan", "TW"), ("united-states", "United States", "US")],
    "facility": [("ap7", "TSMC AP7", "")],
    "market": [("packaging-market", "advanced packaging market", "")],
    "metric": [("capacity", "wafer capacity", ""), ("market-size", "market size", "")],
    "offering": [("cowos", "CoWoS", ""), ("cowos-l", "CoWoS-L", ""), ("emib", "EMIB", "")],
    "process-step": [("hybrid-bonding", "hybrid bonding", "")],
    "technology": [
        ("2-5d-packaging", "2.5D packaging", "2.5D"),
        ("3d-packaging", "3D packaging", "3D"),
        ("advanced-packaging", "advanced packaging", ""),
    ],
}
"""Class slug → (id, label, notation) of every thing of the tiny world."""

FAMILIES = {"capacity": "flow-wafers", "market-size": "money"}

VOICES = {
    "blog-one": ("blog", "blogger-one"),
    "blog-two": ("blog", "blogger-two"),
    "digest-one": ("digest", "digester-one"),
    "digest-two": ("digest", "digester-two"),
    "forum-one": ("forum", "forum-one"),
    "interposer-editorial": ("editorial", "interposer"),
    "maker-page": ("company-page", "maker"),
    "news-one": ("news", "wire"),
    "news-one-copy": ("news", "wire"),
    "news-three": ("news", "weekly"),
    "news-two": ("news", "daily"),
}
"""Source → (kind, family); news-one-copy repeats the voice of news-one."""

TINY_CLAIMS: tuple[Cells, ...] = (
    {"source": "interposer-editorial", "subject": "2-5d-packaging", "predicate": "subtypeOf", "object": "advanced-packaging"},
    {"source": "interposer-editorial", "subject": "3d-packaging", "predicate": "subtypeOf", "object": "advanced-packaging"},
    {"source": "maker-page", "subject": "cowos", "predicate": "implements", "object": "2-5d-packaging"},
    {"source": "maker-page", "subject": "cowos-l", "predicate": "variantOf", "object": "cowos"},
    {"source": "blog-one", "subject": "cowos", "predicate": "implements", "object": "3d-packaging"},
    {"source": "news-one", "subject": "tsmc", "predicate": "offers", "object": "cowos"},
    {"source": "news-one-copy", "subject": "tsmc", "predicate": "offers", "object": "cowos"},
    {"source": "news-two", "subject": "tsmc", "predicate": "offers", "object": "cowos"},
    {"source": "news-one", "subject": "intel", "predicate": "offers", "object": "emib"},
    {"source": "news-two", "subject": "intel", "predicate": "offers", "object": "emib", "polarity": "denies"},
    {"source": "news-one", "subject": "tsmc", "predicate": "headquarteredIn", "object": "taiwan"},
    {"source": "blog-two", "subject": "tsmc", "predicate": "headquarteredIn", "object": "united-states"},
    {"source": "news-two", "subject": "nvidia", "predicate": "offers", "object": "cowos-l", "status": "planned"},
    {"source": "news-one", "subject": "packaging-market", "predicate": "market-size", "value": "46.1", "unit": "billion-usd", "period": "2024"},
    {"source": "news-two", "subject": "packaging-market", "predicate": "market-size", "value": "~50", "unit": "billion-usd", "period": "2024"},
    {"source": "news-one", "subject": "tsmc", "predicate": "capacity", "value": ">90000", "unit": "wafer-per-month", "period": "2026"},
    {"source": "news-one", "subject": "ap7", "predicate": "opened", "value": "2026-06"},
)  # fmt: skip

TINY_NAMES: tuple[Cells, ...] = (
    {"thing": "2-5d-packaging", "name": "2.5D封装", "lang": "zh-Hans", "kind": "label"},
    {"thing": "tsmc", "name": "台积电", "lang": "zh-Hans", "kind": "short"},
    {"thing": "tsmc", "name": "Taiwan Semiconductor", "lang": "en", "kind": "name", "source": "news-one", "locator": "p. 1"},
)  # fmt: skip

TINY_LISTINGS: tuple[Cells, ...] = (
    {"company": "tsmc", "mic": "XTAI", "ticker": "2330", "source": "news-one", "locator": "row 2330"},
)


class MakeOntology(Protocol):
    """Make a folder: claims, names and listings replace those of the tiny world; things and sources are added."""

    def __call__(
        self,
        claims: Iterable[Cells] = TINY_CLAIMS,
        *,
        names: Iterable[Cells] = TINY_NAMES,
        listings: Iterable[Cells] = TINY_LISTINGS,
        things: Mapping[str, list[tuple[str, str, str]]] | None = None,
        sources: Iterable[Cells] = (),
    ) -> Path: ...


@pytest.fixture(autouse=True, scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Keep every snapshot that the suite makes out of the user's own cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INTERPOSER_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("INTERPOSER_ONTOLOGY", raising=False)
        yield


@pytest.fixture
def make_ontology(tmp_path: Path) -> MakeOntology:
    """Give the factory of tiny ontology folders; each call makes a new folder."""
    numbers = count(1)

    def make(
        claims: Iterable[Cells] = TINY_CLAIMS,
        *,
        names: Iterable[Cells] = TINY_NAMES,
        listings: Iterable[Cells] = TINY_LISTINGS,
        things: Mapping[str, list[tuple[str, str, str]]] | None = None,
        sources: Iterable[Cells] = (),
    ) -> Path:
        folder = tmp_path / f"ontology-{next(numbers)}"
        folder.mkdir()
        for name in ("vocabulary.ttl", "units.ttl", "shapes.ttl"):
            shutil.copyfile(ONTOLOGY / name, folder / name)
        shutil.copytree(ONTOLOGY / "rules", folder / "rules")
        _write_things(folder, things or {})
        plain = [_source(name, kind, family) for name, (kind, family) in VOICES.items()]
        _write(folder / "sources.csv", SOURCES, [*plain, *sources])
        _write(folder / "names.csv", NAMES, ({"source": "interposer-editorial", **n} for n in names))
        _write(folder / "listings.csv", LISTINGS, listings)
        _write_claims(folder, claims)
        return folder

    return make


@pytest.fixture
def make_overlay(tmp_path: Path) -> Callable[[Iterable[Cells]], Path]:
    """Give the factory of private folders that hold claims only."""
    numbers = count(1)

    def make(claims: Iterable[Cells]) -> Path:
        folder = tmp_path / f"overlay-{next(numbers)}"
        folder.mkdir()
        _write_claims(folder, claims)
        return folder

    return make


@pytest.fixture
def tiny(make_ontology: MakeOntology) -> Path:
    """Make the tiny world as it stands."""
    return make_ontology()


@pytest.fixture
def tiny_store(tiny: Path) -> EmbeddedStore:
    """Compile the tiny world in memory."""
    return EmbeddedStore(compile_ontology([tiny]).store, None)


@pytest.fixture
def compiled(make_ontology: MakeOntology) -> Callable[..., EmbeddedStore]:
    """Give a function that compiles a tiny world with other claims."""

    def compile_claims(*claims: Cells) -> EmbeddedStore:
        folder = make_ontology(claims, names=(), listings=())
        return EmbeddedStore(compile_ontology([folder]).store, None)

    return compile_claims


def _write_claims(folder: Path, claims: Iterable[Cells]) -> None:
    """Write claims into one file a source; a locator, a status and a recorded day stand where none are given."""
    files: dict[str, list[Cells]] = {}
    usual = {"status": "reported", "polarity": "asserts", "locator": "p. 1", "recorded": "2026-01-02"}
    for claim in claims:
        files.setdefault(claim["source"], []).append({**usual, **claim})
    for source, rows in files.items():
        _write(folder / "claims" / f"{source}.csv", CLAIMS, rows)


def _source(name: str, kind: str, family: str) -> Cells:
    url = "" if kind == "editorial" else f"https://example.org/{name}"
    return {
        "id": name,
        "title": f"Page {name}",
        "publisher": name,
        "kind": kind,
        "family": family,
        "url": url,
        "language": "en",
    }


def _write_things(folder: Path, extra: Mapping[str, list[tuple[str, str, str]]]) -> None:
    for kind in sorted({*THINGS, *extra}):
        header = ["id", "label", "definition", "notation", "note"] + ["unit_family"] * (kind == "metric")
        rows = [
            {"id": slug, "label": label, "definition": f"What {label} is.", "notation": notation, "unit_family": FAMILIES.get(slug, "")}
            for slug, label, notation in [*THINGS.get(kind, []), *extra.get(kind, [])]
        ]  # fmt: skip
        _write(folder / "entities" / f"{kind}.csv", header, rows)


def _write(path: Path, header: Iterable[str], rows: Iterable[Cells]) -> None:
    columns = list(header)
    write_table(path, columns, ([row.get(column, "") for column in columns] for row in rows))


# A richer world, made once -----------------------------------------------------------------------

RICH_THINGS = {
    "company": [
        ("acme", "Acme Labs", ""), ("ajinomoto", "Ajinomoto", ""), ("amkor", "Amkor", ""), ("broadcom", "Broadcom", ""),
        ("ibiden", "Ibiden", ""), ("jcet", "JCET", ""), ("samsung", "Samsung", ""),
    ],
    "component-type": [("abf-substrate", "ABF substrate", "")],
    "demand-driver": [("ai-demand", "AI demand", "")],
    "facility": [("k5", "Amkor K5", "")],
    "material": [("abf-film", "ABF film", "")],
    "offering": [("i-cube", "I-Cube", "")],
}  # fmt: skip

RICH_CLAIMS: tuple[Cells, ...] = (
    {"source": "maker-page", "subject": "emib", "predicate": "implements", "object": "2-5d-packaging"},
    {"source": "maker-page", "subject": "i-cube", "predicate": "implements", "object": "2-5d-packaging"},
    {"source": "news-three", "subject": "samsung", "predicate": "offers", "object": "i-cube", "period": "2023"},
    {"source": "blog-one", "subject": "amkor", "predicate": "offers", "object": "2-5d-packaging", "period": "2019/2021"},
    {"source": "news-one", "subject": "broadcom", "predicate": "offers", "object": "emib", "status": "planned"},
    {"source": "news-two", "subject": "broadcom", "predicate": "offers", "object": "emib", "status": "rumoured"},
    {"source": "news-two", "subject": "acme", "predicate": "develops", "object": "2-5d-packaging"},
    {"source": "news-three", "subject": "jcet", "predicate": "offers", "object": "cowos", "quarantine": "a misprint"},
    {"source": "news-three", "subject": "jcet", "predicate": "offers", "object": "emib", "retracted": "2026-03-01"},
    {"source": "news-two", "subject": "jcet", "predicate": "develops", "object": "hybrid-bonding", "note": "first word"},
    {
        "source": "news-two", "subject": "jcet", "predicate": "develops", "object": "hybrid-bonding", "period": "2025",
        "note": "last word", "attributed_to": "its chairman", "supersedes": "first",
    },
    {"source": "news-one", "subject": "ap7", "predicate": "performs", "object": "cowos"},
    {"source": "news-one", "subject": "tsmc", "predicate": "operates", "object": "ap7"},
    {"source": "news-one", "subject": "k5", "predicate": "performs", "object": "emib"},
    {"source": "news-one", "subject": "ibiden", "predicate": "supplies", "object": "abf-substrate"},
    {"source": "news-one", "subject": "ibiden", "predicate": "suppliesTo", "object": "intel", "item": "abf-substrate"},
    {"source": "news-one", "subject": "ajinomoto", "predicate": "supplies", "object": "abf-film"},
    {"source": "news-one", "subject": "ajinomoto", "predicate": "suppliesTo", "object": "ibiden", "item": "abf-film"},
    {"source": "news-one", "subject": "samsung", "predicate": "supplies", "object": "abf-film"},
    {"source": "news-one", "subject": "blackwell", "predicate": "designedBy", "object": "nvidia"},
    {"source": "news-one", "subject": "blackwell", "predicate": "fabricatedBy", "object": "tsmc"},
    {"source": "news-one", "subject": "blackwell", "predicate": "packagedBy", "object": "amkor"},
    {"source": "news-one", "subject": "blackwell", "predicate": "packagedWith", "object": "cowos-l"},
    {"source": "news-one", "subject": "cowos", "predicate": "requires", "object": "silicon-interposer"},
    {"source": "news-one", "subject": "2-5d-packaging", "predicate": "constrainedBy", "object": "memory-wall"},
    {"source": "news-one", "subject": "ai-demand", "predicate": "drives", "object": "cowos"},
    {"source": "news-two", "subject": "tsmc", "predicate": "capacity", "value": "100000", "unit": "wafer-per-month",
     "period": "2027", "status": "forecast", "scope": "cowos", "scope_note": "all sites"},
)  # fmt: skip

RICH_NAMES: tuple[Cells, ...] = (
    {"thing": "tsmc", "name": "台積電", "lang": "zh-Hant", "kind": "label"},
    {"thing": "tsmc", "name": "Foundry One", "lang": "en", "kind": "name", "shared": "yes"},
    {"thing": "samsung", "name": "Foundry One", "lang": "en", "kind": "name", "shared": "yes"},
    {"thing": "i-cube", "name": "CuBe", "lang": "en", "kind": "short", "match": "exact"},
)


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the tiny world with every kind of claim in it, once; tests only read it."""
    folder = tmp_path_factory.mktemp("rich") / "ontology"
    folder.mkdir()
    for name in ("vocabulary.ttl", "units.ttl", "shapes.ttl"):
        shutil.copyfile(ONTOLOGY / name, folder / name)
    shutil.copytree(ONTOLOGY / "rules", folder / "rules")
    _write_things(folder, RICH_THINGS)
    _write(folder / "sources.csv", SOURCES, (_source(name, kind, family) for name, (kind, family) in VOICES.items()))
    names = [*TINY_NAMES, *RICH_NAMES]
    _write(folder / "names.csv", NAMES, ({"source": "interposer-editorial", **n} for n in names))
    _write(folder / "listings.csv", LISTINGS, TINY_LISTINGS)
    first = Claim("jcet", "develops", "hybrid-bonding", source="news-two").id
    later = ({**c, "supersedes": first} if c.get("supersedes") else c for c in RICH_CLAIMS)
    _write_claims(folder, [*TINY_CLAIMS, *later])
    return folder


@pytest.fixture(scope="session")
def rich_store(rich: Path) -> EmbeddedStore:
    """Compile the rich world in memory, once."""
    return EmbeddedStore(compile_ontology([rich]).store, None)


@pytest.fixture(scope="session")
def rich_snapshot(rich: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a snapshot of the rich world that no pruning of the cache reaches."""
    place = open_store(rich).place
    assert place is not None
    return shutil.copytree(place, tmp_path_factory.mktemp("snapshots") / "rich")


# The shipped ontology, compiled once -------------------------------------------------------------


@pytest.fixture(scope="session")
def shipped_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the shipped ontology once for all workers, in a cache that only the shipped one fills."""
    base = tmp_path_factory.getbasetemp()
    cache = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shipped"
    cache.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch, (cache.parent / "shipped.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        patch.setenv("INTERPOSER_CACHE", str(cache))
        open_store()
    return cache


@pytest.fixture
def shipped(shipped_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the test, and the processes it starts, find the shipped ontology compiled."""
    monkeypatch.setenv("INTERPOSER_CACHE", str(shipped_cache))
    return shipped_cache


@pytest.fixture(scope="session")
def shipped_store(shipped_cache: Path) -> EmbeddedStore:
    """Open the shipped ontology, once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INTERPOSER_CACHE", str(shipped_cache))
        return open_store()


@pytest.fixture(scope="session")
def ontology() -> Path:
    """Give the folder of the shipped ontology; tests only read it."""
    return ONTOLOGY
