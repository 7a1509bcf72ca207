"""Named questions: both engines agree on a frozen world, and the answers on the real data hold what they must."""

from __future__ import annotations

import re
import shutil
import signal
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest
import rdflib

from interposer.errors import NameUnknownError, UsageError
from interposer.lookup.names import resolve
from interposer.lookup.questions import list_questions, read_gaps, with_parameters
from interposer.store.compile import compile_ontology
from interposer.store.store import EmbeddedStore
from interposer.store.terms import NS, PREFIXES

ONTOLOGY = Path(__file__).parents[2] / "ontology"
FIXTURE = Path(__file__).parent / "fixture"
"""Claims of the real base told by made-up pages, and rows the real base lacks: denials, retractions, items."""

QUESTIONS = {question.slug: question for question in list_questions(ONTOLOGY / "questions")}
PARAMETERS = [(slug, p.name) for slug, question in QUESTIONS.items() for p in question.parameters]
GAPS = {int(gap.number) for gap in read_gaps(ONTOLOGY / "questions")}
"""Questions of the first sixty that the facts cannot answer yet."""

UNUSED: dict[str, str] = {}
"""Terms of the vocabulary that no question reaches, each with the reason; empty, and meant to stay so."""

HOSTILE = [
    "x } UNION { ?s ?p ?o",
    '" } UNION { ?s ?p ?o } #',
    "a\"b\nc'd\\",
    "tsmc> } # <",
    "?s",
    "{}",
]


class Rows(NamedTuple):
    """Rows, cut to `columns`, that must be in an answer on the real data and rows that must never be."""

    columns: str
    must: set[tuple[str, ...]]
    never: set[tuple[str, ...]]


REAL = {
    "01-who-offers": Rows(
        "company offering status",
        {
            ("tsmc", "cowos", "reported"),
            ("tsmc", "cowos-s", "reported"),
            ("intel", "emib", "reported"),
            ("samsung-electronics", "i-cube", "reported"),
            ("ase-technology-holding", "focos-bridge", "reported"),
        },
        {
            ("tsmc", "soic", "reported"),
            ("intel", "foveros-direct", "reported"),
            # plans and rumours
            ("huatian-advanced", "2-5d-packaging", "reported"),
            ("huatian-advanced", "2-5d-packaging", "planned"),
            ("jcet", "cowos-class-packaging", "rumoured"),
        },
    ),
    "02-who-offers-or-only-develops": Rows(
        "company standing volume printed",
        {
            ("tsmc", "offers", "capacity", "2000"),
            ("intel", "offers", "", ""),
            ("imec", "develops", "", ""),
            ("adeia", "develops", "", ""),
        },
        # Intel develops it too, but offers it; an OSAT that only plans it and the makers of bonders are no answer.
        {
            ("intel", "develops", "", ""),
            ("tsmc", "develops", "", ""),
            ("amkor-technology", "offers", "", ""),
            ("rapidus", "offers", "", ""),
            ("besi", "offers", "", ""),
            ("hanmi-semiconductor", "develops", "", ""),
            # a forecast of capacity is no volume
            ("tsmc", "offers", "capacity", "20000"),
        },
    ),
    "03-finer-than": Rows(
        "company relation platform printed",
        {("amkor-technology", "develops", "amkor-slim", "<2")},
        # two is not below two, a bridge is no redistribution layer, and TSMC is no OSAT
        {
            ("ase-technology-holding", "offers", "focos-cl", "2"),
            ("ase-technology-holding", "offers", "focos-bridge", "0.6"),
            ("amkor-technology", "develops", "amkor-swift", "2-10"),
        },
    ),
    "04-who-makes-memory": Rows(
        "who relation kind printed status",
        {
            ("micron", "supplies", "hbm4", "", "reported"),
            ("sk-hynix", "supplies", "hbm4", "", "reported"),
            ("sk-hynix", "supplies", "hbm4", "", "planned"),
            ("sk-hynix-hbm4", "mass-production", "sk-hynix-hbm4", "2026-01", "reported"),
        },
        {
            ("nvidia", "supplies", "hbm4", "", "reported"),
            ("cxmt", "develops", "hbm3", "", "reported"),
            ("sk-hynix-hbm4", "mass-production", "sk-hynix-hbm4", "2025-H2", "reported"),
            ("sk-hynix-hbm3e", "mass-production", "sk-hynix-hbm3e", "2024-03-19", "reported"),
        },
    ),
    "05-where-performed": Rows(
        "facility performed status operatorName countryName",
        {
            ("tsmc-ap6-zhunan", "cowos-l", "planned", "TSMC", "Taiwan"),
            ("ase-kaohsiung", "cowos-l", "planned", "ASE Technology Holding", "Taiwan"),
        },
        {
            ("tsmc-ap3-longtan", "cowos-l", "reported", "TSMC", "Taiwan"),
            ("tsmc-ap6-zhunan", "cowos-l", "reported", "TSMC", "Taiwan"),
        },
    ),
    "06-platforms-of-a-country": Rows(
        "company offering companyChinese brandChinese",
        {
            ("sj-semiconductor", "cowos-class-packaging", "盛合晶微", "类CoWoS封装"),
            ("tongfu-microelectronics", "2-5d-packaging", "通富微电", "2.5D封装"),
        },
        {
            ("umc", "2-5d-packaging", "联电", "2.5D封装"),
            ("jcet", "cowos-class-packaging", "长电科技", "类CoWoS封装"),
        },
    ),
    "07-members-of-a-body": Rows(
        "member status",
        {("intel", "reported"), ("tsmc", "reported"), ("nvidia", "reported"), ("alibaba", "reported")},
        {("resonac", "reported"), ("micron", "reported")},
    ),
    "08-front-end-and-packaging": Rows(
        "company role relation",
        {("tsmc", "foundry", "offers"), ("intel", "idm", "offers"), ("samsung-electronics", "foundry", "offers")},
        {("amkor-technology", "osat", "offers"), ("smic", "foundry", "offers"), ("nvidia", "fabless-designer", "offers")},
    ),
    "09-inside-a-package": Rows(
        "of relation part status",
        {
            ("nvidia-b200", "hasComponent", "hbm3e", "reported"),
            ("nvidia-b200", "hasComponent", "sk-hynix-hbm3e", "reported"),
            ("nvidia-b200", "packagedWith", "cowos-l", "reported"),
            ("nvidia-b200", "fabricatedBy", "tsmc", "reported"),
            ("nvidia-b200", "fabricatedOn", "tsmc-4np", "reported"),
            ("cowos-l", "hasComponent", "local-silicon-interconnect-bridge", "reported"),
        },
        {
            ("nvidia-b200", "hasComponent", "hbm3", "reported"),
            ("nvidia-b200", "packagedWith", "cowos-s", "reported"),
            ("cowos-l", "variantOf", "cowos", "reported"),
        },
    ),
    "10-chips-with-memory": Rows(
        "chip part status metricName printed unit",
        {
            ("nvidia-b200", "sk-hynix-hbm3e", "reported", "HBM stack count", "8", ""),
            ("amd-instinct-mi325x", "hbm3e", "reported", "memory capacity", "256", "GB"),
            ("nvidia-h200", "hbm3e", "reported", "HBM stack count", "6", ""),
            ("amazon-trainium3", "hbm3e", "reported", "memory capacity", "144", "GB"),
            ("kunlunxin-m300", "hbm3e", "rumoured", "", "", ""),
        },
        {
            ("nvidia-h100", "hbm3", "reported", "HBM stack count", "6", ""),
            ("nvidia-a100", "hbm2e", "reported", "HBM stack count", "5", ""),
            ("kunlunxin-m300", "hbm3e", "reported", "", "", ""),
        },
    ),
    "11-replaced-and-needed": Rows(
        "how other status",
        {
            ("replaces", "organic-package-substrate", "reported"),
            ("needs", "through-glass-via", "reported"),
            ("needs", "redistribution-layer", "reported"),
        },
        {("needs", "organic-package-substrate", "reported"), ("needs", "glass-cloth", "reported")},
    ),
    "12-steps-one-needs": Rows(
        "need relation of",
        {
            ("redistribution-layer", "usesProcess", "cowos-l"),
            ("local-silicon-interconnect-bridge", "requires", "cowos-l"),
            ("silicon-bridge", "requires", "silicon-bridge-packaging"),
        },
        # both need these
        {
            ("chip-last-assembly", "usesProcess", "cowos-l"),
            ("wafer-on-substrate", "usesProcess", "cowos"),
            ("silicon-interposer", "requires", "cowos"),
        },
    ),
    "13-base-dies": Rows(
        "product relation made itemName status",
        {
            ("hbm4", "fabricatedOn", "tsmc-n12", "logic base die", "planned"),
            ("sk-hynix-hbm4", "fabricatedOn", "tsmc-n12", "logic base die", "rumoured"),
            ("micron-hbm4", "fabricatedBy", "micron", "", "reported"),
            ("sk-hynix-hbm4", "fabricatedBy", "tsmc", "", "reported"),
        },
        {
            # the core dies, and the die of another product
            ("sk-hynix-hbm4", "fabricatedOn", "sk-hynix-1b", "HBM core die", "reported"),
            ("amd-instinct-mi450", "fabricatedOn", "tsmc-n3", "base die", "planned"),
            ("nvidia-b200", "fabricatedBy", "tsmc", "", "reported"),
        },
    ),
    "14-systems-built-from": Rows(
        "system part status",
        {("nvidia-gb200", "nvidia-b200", "reported"), ("nvidia-gb200-nvl72", "nvidia-gb200", "reported")},
        {("nvidia-gh200", "nvidia-h200", "reported"), ("project-rainier", "amazon-trainium2", "reported")},
    ),
    "15-standards-and-products": Rows(
        "thing relation standard bodyName",
        {
            ("emib-t", "implements", "ucie", "UCIe Consortium"),
            ("ucie-3-0", "variantOf", "ucie", "UCIe Consortium"),
            ("sk-hynix-hbm4", "implements", "hbm4", "JEDEC"),
        },
        {("emib", "implements", "2-5d-packaging", ""), ("nvidia-b200", "implements", "ucie", "UCIe Consortium")},
    ),
    "16-suppliers-to-substrate-makers": Rows(
        "company status",
        {("ajinomoto", "reported"), ("ajinomoto-fine-techno", "reported")},
        {("nittobo", "reported"), ("unimicron", "reported"), ("ibiden", "reported")},
    ),
    "17-customers-of-a-platform": Rows(
        "customer chip variant status",
        {
            ("nvidia", "nvidia-b200", "cowos-l", "reported"),
            ("amd", "amd-instinct-mi300x", "cowos", "planned"),
            ("apple", "apple-m1-ultra", "cowos-s", "rumoured"),
            ("mediatek", "", "cowos", "reported"),
        },
        {
            ("apple", "apple-m1-ultra", "cowos-s", "reported"),
            ("apple", "apple-m1-ultra", "info-lsi", "reported"),
            ("nvidia", "nvidia-b300", "cowos-l", "reported"),
        },
    ),
    "18-from-material-to-system": Rows(
        "subject relation object",
        {
            ("abf-substrate", "constrainedBy", "t-glass"),
            ("cowos", "drives", "abf-substrate"),
            ("t-glass", "usedIn", "ic-substrate"),
            ("nvidia-b200", "packagedWith", "cowos-l"),
            ("nvidia-gb200", "hasComponent", "nvidia-b200"),
            ("nvidia-gb200-nvl72", "hasComponent", "nvidia-gb200"),
        },
        # off the path: one end is not beneath the rack, or does not lead to the glass
        {
            ("nvidia-h100", "packagedWith", "cowos-s"),
            ("cowos", "hasComponent", "silicon-interposer"),
            ("t-glass", "usedIn", "bt-laminate"),
        },
    ),
    "19-equipment-vendors-and-memory-makers": Rows(
        "vendor customer",
        {("hanmi-semiconductor", "sk-hynix"), ("hanmi-semiconductor", "micron"), ("asmpt", "sk-hynix")},
        {("asmpt", "intel"), ("besi", "sk-hynix"), ("shinkawa", "micron")},
    ),
    "20-whose-memory-where": Rows(
        "whose relation where status",
        {
            ("sk-hynix-hbm3e", "hasComponent", "nvidia-b200", "reported"),
            ("samsung-hbm3", "hasComponent", "amd-instinct-mi300", "reported"),
            ("micron", "suppliesTo", "nvidia", "reported"),
        },
        {
            ("hbm3e", "hasComponent", "nvidia-b200", "reported"),
            ("tsmc", "suppliesTo", "nvidia", "reported"),
            ("samsung-hbm4", "hasComponent", "amd-instinct-mi455x", "reported"),
        },
    ),
    "21-shared-suppliers": Rows(
        "supplier customer",
        {("tsmc", "nvidia"), ("tsmc", "amd"), ("spil", "nvidia"), ("samsung-electronics", "amd")},
        {("sk-hynix", "nvidia"), ("tongfu-microelectronics", "amd"), ("micron", "nvidia")},
    ),
    "22-who-owns-whom": Rows(
        "owned relation owner status",
        {
            ("spil", "subsidiaryOf", "ase-technology-holding", "reported"),
            ("spil", "acquired", "ase-technology-holding", "reported"),
            ("ase-k18-kaohsiung", "acquired", "ase-technology-holding", "planned"),
        },
        {
            ("ase-k18-kaohsiung", "acquired", "ase-technology-holding", "reported"),
            ("ase-technology-holding", "acquired", "spil", "reported"),
            ("stats-chippac", "subsidiaryOf", "jcet", "reported"),
        },
    ),
    "23-single-supplier-materials": Rows(
        "material supplier",
        {("t-glass", "nittobo"), ("bt-laminate", "mitsubishi-gas-chemical")},
        {
            ("ajinomoto-build-up-film", "ajinomoto"),
            ("glass-cloth", "agc"),
            ("solder-ball", "duksan-hi-metal"),
        },
    ),
    "24-routes-to-a-package": Rows(
        "route subject relation object",
        {
            ("way", "nvidia-b200", "packagedWith", "cowos-l"),
            ("provider", "tsmc", "offers", "cowos"),
            ("site", "tsmc-ap6-zhunan", "performs", "cowos"),
            ("operator", "tsmc", "operates", "tsmc-ap6-zhunan"),
        },
        {
            ("site", "tsmc-ap6-zhunan", "performs", "cowos-l"),
            ("operator", "absolics", "operates", "absolics-covington"),
            ("way", "hbm", "packagedWith", "2-5d-packaging"),
        },
    ),
    "25-shared-bottlenecks": Rows(
        "bottleneck thing",
        {("warpage", "copos"), ("warpage", "i-cube4"), ("advanced-packaging-shortage", "cowos")},
        {("gold-price", "gold-bumping"), ("memory-wall", "ai-chip"), ("cowos-capacity", "cowos")},
    ),
    "26-equipment-from-one-country": Rows(
        "equipment country",
        {("wafer-grinder", "japan"), ("wafer-bonder", "austria")},
        {("hybrid-bonder", "japan"), ("tc-bonder", "south-korea"), ("probe-card", "japan")},
    ),
    "27-market-shares": Rows(
        "about printed unit period scopeName status",
        {
            ("ajinomoto", "96", "%", "2022", "Ajinomoto Build-up Film", "reported"),
            ("ajinomoto", ">=98", "%", "2025", "Ajinomoto Build-up Film", "reported"),
            ("taiwan", "71", "%", "2025", "ABF substrate", "forecast"),
        },
        {("nittobo", "85", "%", "2026", "T-glass", "reported"), ("ajinomoto", "97", "%", "", "", "reported")},
    ),
    "28-chips-on-one-site": Rows(
        "chip platform site",
        {("apple-a10", "tsmc-info", "tsmc-ap3-longtan")},
        {("nvidia-b200", "cowos-l", "tsmc-ap6-zhunan"), ("nvidia-h100", "cowos", "tsmc-ap3-longtan")},
    ),
    "29-around-a-site": Rows(
        "hop subject relation object",
        {
            ("1", "tsmc-ap3-longtan", "performs", "cowos"),
            ("2", "nvidia-h100", "packagedWith", "cowos"),
            ("2", "cowos-l", "variantOf", "cowos"),
            ("3", "nvidia-b200", "packagedWith", "cowos-l"),
        },
        {
            ("3", "tsmc-ap3-longtan", "performs", "cowos"),
            ("1", "tsmc-ap6-zhunan", "performs", "cowos"),
            ("3", "nvidia-gb200-nvl72", "hasComponent", "nvidia-gb200"),
        },
    ),
    "30-capacity-over-time": Rows(
        "about printed unit period status",
        {
            ("cowos", "35000-40000", "wafers/month", "2024", "reported"),
            ("cowos", "33000-35000", "wafers/month", "2024-Q4", "forecast"),
            ("cowos", "125000", "wafers/month", "2026-12-31", "forecast"),
            ("cowos-l", "68000", "wafers/month", "2026", "forecast"),
        },
        {
            ("soic", "10000", "wafers/month", "2025", "forecast"),
            ("cowos", "33000-35000", "wafers/month", "2024-Q4", "reported"),
        },
    ),
    "31-capacity-and-its-footing": Rows(
        "about metric printed unit basis status",
        {
            ("soic", "capacity", "2000", "wafers/month", "", "reported"),
            ("sj-semiconductor", "added-capacity", "16000", "wafers/month", "", "planned"),
            ("broadcom", "allocated-capacity", "185000", "wafers/year", "", "forecast"),
        },
        {("cowos", "supply-gap", "10-20", "%", "", "reported"), ("soic", "capacity", "2000", "wafers/month", "", "planned")},
    ),
    "32-expansions": Rows(
        "site countryName point printed unit status",
        {
            ("ase-k28-kaohsiung", "Taiwan", "completed", "2026-Q4", "", "planned"),
            ("micron-singapore-hbm-packaging-plant", "Singapore", "capital-expenditure", "7", "billion USD", "planned"),
            ("amkor-arizona", "United States", "completed", "2027", "", "planned"),
        },
        {
            ("ase-penang", "Malaysia", "opened", "1991-02", "", "reported"),
            ("ase-k18b-kaohsiung", "Taiwan", "completed", "2028-Q1", "", "planned"),
            ("intel", "United States", "capital-expenditure", "3.5", "billion USD", "reported"),
        },
    ),
    "33-forecasts-over-time": Rows(
        "aboutName period said printed status",
        {
            ("CoWoS", "2026-12-31", "2025-06-28", "88000", "forecast"),
            ("CoWoS", "2026-12-31", "2025-09", "95000", "forecast"),
            ("CoWoS", "2026-12-31", "2026-02-25", "140000", "forecast"),
        },
        {("CoWoS", "2020", "2020-03", "6000-8000", "reported"), ("SoIC", "2025", "", "10000", "forecast")},
    ),
    "34-demand-and-capacity": Rows(
        "about metric printed unit period status",
        {
            ("cowos", "demand-volume", "1329000", "wafers/year", "2026", "forecast"),
            ("cowos", "demand-volume", "1000000", "wafers/year", "2026", "forecast"),
            ("cowos", "capacity", "93000", "wafers/month", "2026-12-31", "forecast"),
            ("cowos", "supply-gap", "20", "%", "2026", "reported"),
            ("nvidia", "allocated-capacity", "595000", "wafers/year", "2026", "forecast"),
        },
        {("cowos", "demand-volume", "680000", "wafers/year", "2025", "reported"), ("soic", "capacity", "20000", "wafers/month", "2026", "forecast")},
    ),
    "35-interposer-area": Rows(
        "about printed unit period status",
        {
            ("cowos-s", "1.5", "reticles", "2016", "reported"),
            ("cowos-s", "3.3", "reticles", "2025", "reported"),
            ("cowos-l", "5.5", "reticles", "2026", "planned"),
            ("cowos", "9.5", "reticles", "2027", "planned"),
        },
        {("emib-t", ">12", "reticles", "2028", "planned"), ("cowos-l", "5.5", "reticles", "2026", "reported")},
    ),
    "36-memory-generations": Rows(
        "about metric printed unit status",
        {
            ("hbm1", "bandwidth", "128", "GB/s", "reported"),
            ("hbm3", "bandwidth", "819", "GB/s", "reported"),
            ("hbm4", "stack-height", "<=16", "", "reported"),
            ("samsung-hbm4", "bandwidth", "<=3.3", "TB/s", "reported"),
        },
        {("nvidia-b200", "bandwidth", "8", "TB/s", "reported"), ("amd-instinct-mi300x", "stack-height", "12", "", "reported")},
    ),
    "37-what-drives-demand": Rows(
        "driver driven",
        {
            ("ai-computing-demand", "cowos"),
            ("ai-agents", "ai-computing-demand"),
            ("ai-chip", "cowos"),
            ("nvidia-blackwell", "cowos-l"),
        },
        {("portable-devices", "system-in-package"), ("cowos", "abf-substrate"), ("power-wall", "co-packaged-optics")},
    ),
    "38-what-accelerators-pull": Rows(
        "subject relation object objectKind",
        {
            ("cowos", "requires", "silicon-interposer", "ComponentType"),
            ("redistribution-layer", "madeOf", "polyimide", "Material"),
            ("ai-accelerator", "requires", "soc-tester", "EquipmentType"),
        },
        {("flip-chip", "requires", "solder-bump", "Technology"), ("cis-packaging", "usesProcess", "through-silicon-via", "Technology")},
    ),
    "39-from-drivers-to-a-technology": Rows(
        "subject relation object subjectKind",
        {
            ("ai-computing-demand", "drives", "cowos", "DemandDriver"),
            ("soic", "implements", "hybrid-bonding", "Offering"),
            ("ai-agents", "drives", "ai-computing-demand", "DemandDriver"),
        },
        {
            ("hybrid-bonding", "usedIn", "hbm", "Technology"),
            ("ai-computing-demand", "drives", "semiconductor-market", "DemandDriver"),
            ("hbm4", "requires", "hybrid-bonding", "MemoryGeneration"),
        },
    ),
    "40-end-uses": Rows(
        "use how what status",
        {
            ("automotive-image-sensor", "requires", "cis-packaging", "reported"),
            ("advanced-driver-assistance-systems", "drives", "cis-packaging", "reported"),
            ("intelligent-driving", "drives", "automotive-image-sensor", "reported"),
        },
        {("mobile-applications", "usedIn", "tsmc-info", "reported"), ("portable-devices", "drives", "wafer-level-packaging", "reported")},
    ),
    "41-sized-market": Rows(
        "metric printed unit period publisher status",
        {
            ("market-size", "49.3", "billion USD", "2023", "MarketsandMarkets", "reported"),
            ("market-size", "82.0", "billion USD", "2028", "MarketsandMarkets", "forecast"),
            ("cagr", "16.2", "%", "2022/2027", "ReportLinker", "forecast"),
        },
        # kept, but hidden
        {("market-size", "897.66", "billion USD", "2032", "GII Research", "forecast"), ("market-size", "47.5", "billion USD", "2026", "Yole", "forecast")},
    ),
    "42-listed-and-exposed": Rows(
        "company listing exposure",
        {("micron", "XNAS:MU", "direct"), ("sk-hynix", "XKRX:000660", "direct"), ("amkor-technology", "XNAS:AMKR", "need")},
        {("micron", "XNAS:MU", "need"), ("ajinomoto", "XTKS:2802", "direct")},
    ),
    "43-sources-of-an-offer": Rows(
        "publisher status polarity",
        {("Abachy", "reported", "asserts")},
        {("TrendForce", "reported", "denies")},
    ),
    "44-one-blog-only": Rows(
        "subject relation object",
        {("cowos", "enables", "low-power-consumption"), ("2-5d-packaging", "mitigates", "memory-wall")},
        {("tsmc", "offers", "cowos"), ("intel", "offers", "emib"), ("cowos", "implements", "2-5d-packaging")},
    ),
    "45-disagreements": Rows(
        "aboutName point period value unit apart kind",
        {
            ("Zhen Ding Technology", "headquarteredIn", "2026-08", "China", "", "", "contradiction"),
            ("ABF market", "market-size", "2028", "3.01", "billion USD", "3435000000", "spread"),
            ("ABF market", "market-size", "2028", "6.5", "billion USD", "3435000000", "spread"),
            ("Absolics Covington", "mass-production", "", "2024-Q2", "", "13", "spread"),
        },
        {
            ("TSMC", "headquarteredIn", "", "Taiwan", "", "", "contradiction"),
            ("ABF market", "market-size", "2020", "832.5", "million USD", "", "spread"),
        },
    ),
    "46-denials": Rows(
        "subject relation object status",
        {
            ("x-cube", "requires", "silicon-interposer", "reported"),
            ("soic", "requires", "microbump", "reported"),
            ("cowop", "requires", "bga-solder-ball", "rumoured"),
        },
        {("cowos", "requires", "silicon-interposer", "reported"), ("cowop", "requires", "bga-solder-ball", "reported")},
    ),
    "47-known-on-a-day": Rows(
        "graphBegins subjectName point value status",
        {("2026-11-22", "Micron", "supplies", "hbm4", "reported")},
        {("2026-11-22", "NVIDIA B200", "hasComponent", "hbm3e", "reported")},
    ),
    "49-plans-come-true": Rows(
        "subject relation objectName before expectedFor firstSaid firstReported months",
        {
            ("tsmc", "operates", "TSMC AP6 Zhunan", "planned", "", "2021-09-29", "2023-09-12", "24"),
            ("amd-vega-20", "packagedWith", "CoWoS", "rumoured", "", "2017-09-08", "2020-03-01", "30"),
            ("micron-hbm4", "shipped", "2026-02-11", "planned", "2026-Q2", "2025-09-24", "2026-02-12", "5"),
        },
        # rumoured again after it had been reported, rumoured only, and only planned
        {
            ("tsmc", "suppliesTo", "NVIDIA", "rumoured", "", "2025-06-12", "2025-07-16", "1"),
            ("spil", "suppliesTo", "TSMC", "rumoured", "", "2024-08-01", "2025-01-16", "5"),
            ("copos", "mass-production", "2029", "planned", "2028", "2025-06-12", "2026-06-14", "12"),
        },
    ),
    "50-place-in-the-source": Rows(
        "relation detail value",
        {("offers", "locator", "P8 and P13"), ("offers", "publisher", "24krmb.com")},
        {("develops", "locator", "P8 and P13")},
    ),
    "51-grades-and-their-rule": Rows(
        "relation object grade rule",
        {("implements", "3d-packaging", "D", "D: blog, forum, encyclopedia or digest only")},
        {("implements", "3d-packaging", "A", "A: three independent families")},
    ),
    "52-restricted-by-a-rule": Rows(
        "thing thingKind relation status",
        {
            ("smic", "Company", "restrictedBy", "reported"),
            ("huawei", "Company", "restrictedBy", "reported"),
            ("sj-semiconductor", "Company", "constrainedBy", "reported"),
        },
        # another rule, and what no source in the graph says, whatever the rule may be
        {("hbm", "MemoryGeneration", "restrictedBy", "reported"), ("cxmt", "Company", "restrictedBy", "reported")},
    ),
    "53-public-money": Rows(
        "receiver giver printed unit status",
        {
            ("amkor-arizona", "us-chips-and-science-act", "407", "million USD", "reported"),
            ("amkor-arizona", "us-chips-and-science-act", "400", "million USD", "planned"),
            ("silicon-box-novara", "", "1.3", "billion EUR", "reported"),
            ("tata-osat-jagiroad", "india-semiconductor-mission", "", "", "reported"),
        },
        {("amkor-arizona", "us-chips-and-science-act", "400", "million USD", "reported"), ("napmp", "", ">=2.5", "billion USD", "reported")},
    ),
    "54-capacity-by-country": Rows(
        "country point siteName value status",
        {
            ("taiwan", "performs", "TSMC AP6 Zhunan", "CoWoS", "reported"),
            ("united-states", "performs", "Amkor Arizona", "CoWoS", "planned"),
            ("china", "share-of-capacity", "", "38", "reported"),
        },
        {("united-states", "performs", "Amkor Arizona", "CoWoS", "reported"), ("taiwan", "performs", "TSMC AP3 Longtan", "InFO", "reported")},
    ),
    "55-packagers-under-rules": Rows(
        "company rule relation",
        {("sj-semiconductor", "us-entity-list", "constrainedBy"), ("tongfu-microelectronics", "", "")},
        # restricted, but no packager; a packager, but not Chinese
        {("huawei", "us-entity-list", "restrictedBy"), ("tsmc", "", ""), ("amkor-technology", "", "")},
    ),
    "56-rules-in-time": Rows(
        "rule milestone printed restricted",
        {
            ("bis-december-2024-rule", "in-force", "2024-12-31", "hbm"),
            ("bis-january-2026-h200-rule", "released", "2026-01-15", "nvidia-h200"),
            ("us-bis-foundry-due-diligence-rule", "in-force", "2025-01-31", "advanced-logic-ic-packaging-for-china"),
        },
        {("ucie-3-0", "announced", "2025-08-05", ""), ("bis-january-2026-h200-rule", "in-force", "2026-01-15", "nvidia-h200")},
    ),
    "57-stand-ins-for-a-platform": Rows(
        "standIn ground vendorName enough printed numberStatus",
        {
            ("i-cube4", "same technology", "Samsung Electronics", "no", "4", "reported"),
            ("i-cube", "same technology", "Samsung Electronics", "yes", "<=8", "reported"),
            ("h-cube", "same technology", "Samsung Electronics", "", ">=6", "reported"),
            ("cowos-l", "alternative", "TSMC", "yes", "<=12", "planned"),
            ("emib", "alternative", "Intel", "", "", ""),
        },
        {
            ("cowos-s", "same technology", "TSMC", "yes", "<=8", "reported"),
            ("emib", "same technology", "Intel", "", "", ""),
            ("soic", "same technology", "TSMC", "", "", ""),
        },
    ),
    "58-second-sources": Rows(
        "need provider",
        {("silicon-interposer", "umc"), ("bumping", "sj-semiconductor"), ("local-silicon-interconnect-bridge", "")},
        {("silicon-interposer", ""), ("silicon-interposer", "sk-hynix"), ("bumping", "")},
    ),
    "59-what-removes-a-part": Rows(
        "technology ground partName status developer developerStatus",
        {
            ("cowop", "alternative", "organic package substrate", "rumoured", "nvidia", "reported"),
            ("cowop", "alternative", "organic package substrate", "rumoured", "spil", "reported"),
            ("cowop", "does without", "ABF substrate", "reported", "nvidia", "reported"),
            ("tsmc-sow", "does without", "organic package substrate", "reported", "tsmc", "reported"),
        },
        {
            ("cowop", "alternative", "organic package substrate", "reported", "nvidia", "reported"),
            ("cowos", "alternative", "organic package substrate", "rumoured", "tsmc", "reported"),
            ("x-cube", "does without", "silicon interposer", "reported", "samsung-electronics", "reported"),
        },
    ),
    "60-alternatives-among-materials": Rows(
        "material alternative maker",
        {("polymer-tim", "indium-tim", "indium-corporation"), ("glass-carrier-wafer", "silicon-carrier-wafer", "")},
        {("flip-chip", "wire-bonding", ""), ("glass-cloth", "glass-core-substrate", "")},
    ),
    "61-what-mitigates": Rows(
        "technology",
        {("2-5d-packaging",), ("advanced-packaging",)},
        {("3d-packaging",), ("cowos",)},
    ),
    "62-company-names": Rows(
        "company name kind",
        {("tsmc", "台积电", "label"), ("jcet", "长电科技", "label")},
        {("tsmc", "台積電", "label"), ("cowos", "晶圆级封装", "label")},
    ),
    "63-who-is-listed-where": Rows(
        "company mic ticker period",
        # a listing keeps the time it was last reported for: SPIL's is of 2007
        {("tsmc", "XTAI", "2330", "2025"), ("micron", "XNAS", "MU", "2025-01"), ("spil", "XTAI", "2325", "2007")},
        {("spil", "XTAI", "2325", ""), ("spil", "XTAI", "2325", "2026"), ("tsmc", "XNAS", "TSM", "2026-01")},
    ),
    "64-claims-of-a-source": Rows(
        "subjectName point value unit status",
        {
            ("CoWoS", "supply-gap", "10-20", "%", "reported"),
            ("advanced packaging market", "market-size", "79.1", "billion USD", "forecast"),
            ("TSMC", "offers", "CoWoS", "", "reported"),
            ("CoWoP", "expected", "2026", "", "forecast"),
        },
        {("Intel", "offers", "EMIB", "", "reported")},
    ),
    "65-numbers-of-a-thing": Rows(
        "aboutName metricName printed low high unit",
        {
            ("CoWoS", "supply gap", "10-20", "10", "20", "%"),
            ("CoWoS", "production capacity", ">90000", "90000", "", "wafers/month"),
            # a plain count has no unit to print
            ("CoWoS", "HBM stack count", "24", "23.5", "24.5", ""),
        },
        {("SMIC", "capacity utilization", "92.50", "92.495", "92.505", "%")},
    ),
    "66-milestones": Rows(
        "about milestone earliest latest status",
        {("cowop", "expected", "2026-01-01", "2026-12-31", "forecast")},
        {("cowop", "mass-production", "2026-01-01", "2026-12-31", "reported")},
    ),
    "67-what-it-enables": Rows(
        "means relation target",
        {
            ("flip-chip", "enables", "high-operating-frequency"),
            ("tsmc-info", "usedIn", "mobile-applications"),
        },
        {("deepseek-models", "enables", "large-model-adoption")},
    ),
    "68-place-in-the-tree": Rows(
        "narrow relation broad weak",
        {
            ("cowos", "implements", "2-5d-packaging", "false"),
            ("cowos", "implements", "3d-packaging", "true"),
            ("cowos-l", "variantOf", "cowos", "false"),
        },
        {("cowos", "implements", "3d-packaging", "false"), ("soic", "implements", "3d-packaging", "false")},
    ),
    "69-support-and-investment": Rows(
        "giver relation receiver",
        {
            ("china-big-fund-ii", "invests", "advanced-packaging"),
            ("china-big-fund-ii", "supports", "china-packaging-and-test-industry"),
        },
        {("china-packaging-and-test-industry", "supports", "china-big-fund-ii")},
    ),
    "70-lines-of-succession": Rows(
        "new old",
        {("nvidia-h100", "nvidia-a100"), ("nvidia-h200", "nvidia-h100"), ("nvidia-a100", "nvidia-v100")},
        {("cerebras-wse-2", "cerebras-wse-1"), ("cowos-l", "cowos-s")},
    ),
    "71-kept-but-hidden": Rows(
        "subjectName point value fate",
        {("Powertech Technology", "headquarteredIn", "japan", "quarantined")},
        {("TSMC", "headquarteredIn", "taiwan", "quarantined")},
    ),
    "72-relations-and-their-use": Rows(
        "relation holds loss dependent rivalKind",
        {
            ("subtypeOf", "acyclic", "loss-tree", "subject", ""),
            ("headquarteredIn", "functional", "", "", ""),
            ("offers", "", "loss-maker", "object", ""),
            ("alternativeTo", "symmetric", "loss-substitute", "", ""),
            ("fabricatedOn", "", "loss-input", "subject", "ProcessNode"),
        },
        {("offers", "functional", "loss-maker", "object", ""), ("status", "", "", "", "")},
    ),
    "73-classes": Rows(
        "class parent slug layer",
        {("Company", "Organization", "company", "6"), ("Offering", "Concept", "offering", "5"), ("Thing", "", "", "")},
        {("offers", "", "", "")},
    ),
    "74-code-lists": Rows(
        "list code rank",
        {("SourceKind", "filing", "3"), ("SourceKind", "editorial", "0"), ("Status", "rumoured", "")},
        {("Concept", "filing", "3"), ("Technology", "flip-chip", "")},
    ),
    "75-metrics-and-units": Rows(
        "metric unit factor",
        {
            ("market-size", "billion-usd", "1000000000"),
            ("capacity", "wafer-per-month", "1"),
            ("stack-height", "each", "1"),
        },
        {("market-size", "wafer-per-month", "1")},
    ),
    "76-who-answers-to-a-name": Rows(
        "thing alias aliasKind",
        {("cowos", "Chip-on-Wafer-on-Substrate", "full")},
        {("cowos-l", "CoWoS-L", "name")},
    ),
    "77-how-right-are-the-data": Rows(
        "figure confirmed readAgain intervalFrom intervalTo",
        {("rows confirmed", "76", "84", "82", "95"), ("numbers confirmed", "39", "40", "", "")},
        {("rows confirmed", "84", "84", "82", "95"), ("numbers confirmed", "39", "40", "82", "95")},
    ),
    "78-what-each-class-should-have": Rows(
        "class relation direction",
        {("Chip", "packagedWith", "from"), ("Offering", "offers", "to"), ("Facility", "operates", "to")},
        {("Chip", "packagedWith", "to"), ("Offering", "offers", "from"), ("Country", "locatedIn", "to")},
    ),
    "79-last-words": Rows(
        "aboutName point period family said printed lastWord",
        {
            ("CoWoS", "capacity", "2024-12-31", "trendforce", "2023-08-25", "25000", "false"),
            ("CoWoS", "capacity", "2026-12-31", "jpmorgan", "2025-09-23", "95000", "true"),
        },
        {
            ("CoWoS", "capacity", "2024-12-31", "trendforce", "2023-08-25", "25000", "true"),
            ("CoWoS", "capacity", "2026-12-31", "jpmorgan", "2025-09-23", "95000", "false"),
        },
    ),
    "80-what-goes-together": Rows(
        "one other status",
        {("soic", "cowos", "reported"), ("foveros", "emib", "reported"), ("coupe", "cowos", "planned")},
        {("coupe", "cowos", "reported"), ("cowos-l", "emib", "reported")},
    ),
    "81-rivals-and-partners": Rows(
        "relation other status",
        {("competesWith", "umc", "reported"), ("competesWith", "jcet", "reported"), ("competesWith", "sj-semiconductor", "rumoured")},
        {("competesWith", "sj-semiconductor", "reported"), ("competesWith", "nvidia", "reported"), ("partnerOf", "tsmc", "reported")},
    ),
}  # fmt: skip

SMALL = {
    "02-who-offers-or-only-develops": Rows(
        "company standing what volume printed",
        {("tsmc", "offers", "soic", "capacity", "4000"), ("intel", "offers", "foveros-direct", "", "")},
        {("tsmc", "offers", "soic", "capacity", "20000"), ("tsmc", "develops", "soic", "", "")},
    ),
    "03-finer-than": Rows(
        "company platform printed",
        {("amkor-technology", "amkor-slim", "<2")},
        {
            ("ase-technology-holding", "focos-bridge", "0.6"),
            ("ase-technology-holding", "focos-bridge", "2"),
            ("amkor-technology", "amkor-swift", "2-10"),
            ("tsmc", "tsmc-info", "1"),
        },
    ),
    "07-members-of-a-body": Rows(
        "member status",
        {("amd", "reported"), ("nvidia", "planned")},
        {("micron", "reported"), ("nvidia", "reported"), ("tsmc", "reported")},
    ),
    "09-inside-a-package": Rows(
        "relation part itemName status",
        {("fabricatedOn", "tsmc-n3", "", "rumoured")},
        {("fabricatedOn", "tsmc-n3", "", "reported")},
    ),
    "10-chips-with-memory": Rows(
        "chip metricName printed unit",
        {("nvidia-b200", "HBM stack count", "8", ""), ("nvidia-h200", "", "", "")},
        {("nvidia-b200", "bandwidth", "8", "TB/s"), ("nvidia-h100", "", "", "")},
    ),
    "11-replaced-and-needed": Rows(
        "how other",
        {
            ("replaces", "organic-package-substrate"),
            ("needs", "through-glass-via"),
            ("does without", "ajinomoto-build-up-film"),
        },
        {("needs", "ajinomoto-build-up-film"), ("needs", "organic-package-substrate")},
    ),
    "13-base-dies": Rows(
        "product relation made itemName",
        {
            ("sk-hynix-hbm4", "fabricatedOn", "tsmc-n12", "logic base die"),
            ("sk-hynix-hbm4", "fabricatedBy", "tsmc", ""),
        },
        {("sk-hynix-hbm4", "fabricatedOn", "tsmc-n3", "silicon interposer"), ("nvidia-b200", "fabricatedBy", "tsmc", "")},
    ),
    "15-standards-and-products": Rows(
        "thing relation standard bodyName",
        {("emib", "implements", "ucie", "UCIe Consortium"), ("sk-hynix-hbm4", "implements", "hbm4", "JEDEC")},
        {("emib", "implements", "2-5d-packaging", "")},
    ),
    "18-from-material-to-system": Rows(
        "subject relation object",
        {
            ("t-glass", "usedIn", "ic-substrate"),
            ("abf-substrate", "requires", "t-glass"),
            ("nvidia-gb200-nvl72", "hasComponent", "nvidia-gb200"),
        },
        {("wire-bonding", "requires", "t-glass"), ("nvidia-h100", "packagedWith", "cowos-s")},
    ),
    "20-whose-memory-where": Rows(
        "whose relation where period status",
        {
            ("samsung-hbm4", "qualified", "nvidia-b200", "2026-06", "reported"),
            ("sk-hynix-hbm3e", "hasComponent", "nvidia-b200", "2025-04-14", "reported"),
            ("micron", "suppliesTo", "nvidia", "2024-11", "reported"),
        },
        {("samsung-hbm4", "hasComponent", "nvidia-b200", "", "reported"), ("tsmc", "suppliesTo", "nvidia", "2025", "rumoured")},
    ),
    "22-who-owns-whom": Rows(
        "owned relation owner printed scopeNote status",
        {
            ("spil", "subsidiaryOf", "ase-technology-holding", "", "", "reported"),
            ("spil", "ownership-share", "ase-technology-holding", "100", "", "reported"),
            ("spil", "ownership-share", "", "20", "held by the public", "reported"),
            ("usi", "subsidiaryOf", "spil", "", "", "rumoured"),
        },
        {("absolics", "subsidiaryOf", "skc", "", "", "reported"), ("absolics", "ownership-share", "skc", "70", "", "reported")},
    ),
    "24-routes-to-a-package": Rows(
        "route subject relation object",
        {
            ("way", "nvidia-h100", "packagedWith", "cowos-s"),
            ("provider", "tsmc", "offers", "cowos"),
            ("site", "tsmc-ap8-tainan", "performs", "cowos"),
            ("operator", "tsmc", "operates", "tsmc-ap8-tainan"),
        },
        {("site", "amkor-arizona", "performs", "cowos"), ("operator", "ase-technology-holding", "operates", "ase-kaohsiung")},
    ),
    "27-market-shares": Rows(
        "about printed scopeName",
        {("ajinomoto", "96", "Ajinomoto Build-up Film"), ("unimicron", "30", "ABF substrate")},
        {("nittobo", "90", "T-glass")},
    ),
    "29-around-a-site": Rows(
        "hop subject object",
        {("1", "tsmc-ap3-longtan", "cowos"), ("2", "nvidia-h100", "cowos-s"), ("3", "nvidia-gb200", "nvidia-b200")},
        {("3", "nvidia-h100", "cowos-s"), ("1", "tsmc-ap6-zhunan", "cowos"), ("3", "nvidia-gb200-nvl72", "nvidia-gb200")},
    ),
    "30-capacity-over-time": Rows(
        "about printed scopeName status",
        {("cowos", "70000", "", "reported"), ("tsmc", "<100000", "CoWoS-L", "forecast")},
        {("i-cube", "5000", "", "reported"), ("tsmc", "<100000", "CoWoS-L", "reported")},
    ),
    "31-capacity-and-its-footing": Rows(
        "about printed basis status",
        {("tsmc", "75000", "basis-installed", "reported"), ("tsmc", ">80000", "basis-announced", "planned"), ("i-cube", "5000", "", "reported")},
        {("tsmc", "75000", "", "reported"), ("cowos", "10", "", "forecast")},
    ),
    "32-expansions": Rows(
        "site countryName operatorName point printed",
        {("amkor-arizona", "United States", "Amkor Technology", "opened", "2027"), ("amkor-arizona", "United States", "Amkor Technology", "capital-expenditure", "7")},
        {("absolics-covington", "", "", "opened", "2023"), ("absolics-covington", "", "", "capital-expenditure", "600")},
    ),
    "33-forecasts-over-time": Rows(
        "aboutName period said printed",
        {("CoWoS", "2026", "2025-05", "90000"), ("CoWoS", "2026", "2026-05", "130000")},
        {("CoWoS", "2025", "2026-05", "70000"), ("I-Cube", "2026", "2026-05", "5000")},
    ),
    "34-demand-and-capacity": Rows(
        "about metric printed",
        {("cowos", "demand-volume", "1000000"), ("cowos", "supply-gap", "10"), ("tsmc", "capacity", ">80000")},
        {("cowos", "supply-gap", "10-20"), ("i-cube", "capacity", "5000")},
    ),
    "35-interposer-area": Rows(
        "about printed unit status",
        {("cowos-l", "5.5", "reticles", "planned"), ("cowos-s", "3.3", "reticles", "reported")},
        {("emib", "8", "reticles", "reported")},
    ),
    "36-memory-generations": Rows(
        "about metric printed",
        {("hbm4", "stack-height", "16"), ("samsung-hbm4", "stack-height", "12")},
        {("nvidia-b200", "bandwidth", "8"), ("nvidia-b200", "memory-capacity", "192")},
    ),
    "38-what-accelerators-pull": Rows(
        "subject object objectKind",
        {("cowos", "abf-substrate", "ComponentType"), ("abf-substrate", "t-glass", "Material")},
        {("wire-bonding", "t-glass", "Material"), ("cis-packaging", "through-silicon-via", "Technology")},
    ),
    "39-from-drivers-to-a-technology": Rows(
        "subject relation object",
        {("ai-agents", "drives", "ai-computing-demand"), ("soic", "usesProcess", "hybrid-bonding")},
        {("hbm4", "requires", "hybrid-bonding"), ("intelligent-driving", "drives", "automotive-image-sensor")},
    ),
    "40-end-uses": Rows(
        "use how what",
        {("automotive-image-sensor", "requires", "wafer-level-cis-packaging"), ("intelligent-driving", "drives", "automotive-image-sensor")},
        {("mobile-applications", "usedIn", "tsmc-info")},
    ),
    "41-sized-market": Rows(
        "metric printed attributedTo",
        {("market-size", "49.3", "A research firm"), ("cagr", "10.7", "")},
        {("market-size", "1340", "")},
    ),
    "45-disagreements": Rows(
        "aboutName value apart kind",
        {("TSMC", "75000", "9999.5", "contradiction"), ("CoPoS", "2029", "1", "revision"), ("SPIL", "CoWoS-R", "", "contradiction")},
        {("CoWoS", "70000", "", "spread")},
    ),
    "46-denials": Rows(
        "subject relation object assertedOf assertion",
        {
            ("spil", "offers", "cowos-r", "SPIL", "offers"),
            ("cowos-s", "requires", "through-silicon-via", "2.5D packaging", "requires"),
            ("x-cube", "requires", "silicon-interposer", "", ""),
        },
        {("tsmc", "offers", "cowos", "", ""), ("cowos-s", "requires", "through-silicon-via", "", "")},
    ),
    "49-plans-come-true": Rows(
        "subject relation objectName before expectedFor months",
        {("cowos", "mass-production", "2012", "planned", "2013", "12")},
        {("copos", "mass-production", "2029", "planned", "2028", "12")},
    ),
    "52-restricted-by-a-rule": Rows(
        "thing relation",
        {("sj-semiconductor", "restrictedBy")},
        {("umc", "restrictedBy"), ("hbm", "restrictedBy")},
    ),
    "53-public-money": Rows(
        "receiver giver printed scopeNote status",
        {
            ("amkor-arizona", "us-chips-and-science-act", "407", "grant", "reported"),
            ("absolics", "", "20", "State of Georgia", "reported"),
            ("amkor-arizona", "us-chips-and-science-act", "", "", "planned"),
        },
        {("amkor-arizona", "us-chips-and-science-act", "7", "", "planned"), ("amkor-arizona", "us-chips-and-science-act", "", "", "reported")},
    ),
    "54-capacity-by-country": Rows(
        "country point siteName value status",
        {("united-states", "performs", "Amkor Arizona", "CoWoS", "planned"), ("united-states", "share-of-capacity", "", "3", "reported")},
        {("united-states", "performs", "Amkor Arizona", "CoWoS", "reported"), ("taiwan", "performs", "TSMC AP3 Longtan", "InFO", "reported")},
    ),
    "55-packagers-under-rules": Rows(
        "company rule relation",
        {("sj-semiconductor", "us-entity-list", "restrictedBy"), ("jcet", "", "")},
        {("umc", "us-entity-list", "restrictedBy"), ("tsmc", "", "")},
    ),
    "56-rules-in-time": Rows(
        "rule milestone printed restricted",
        {("bis-december-2024-rule", "in-force", "2024-12-31", "hbm")},
        {("us-export-controls-on-hbm", "in-force", "2019", ""), ("cowop", "expected", "2026", "")},
    ),
    "57-stand-ins-for-a-platform": Rows(
        "standIn enough printed",
        {("i-cube4", "no", "4"), ("cube-s", "yes", "<=8"), ("i-cube", "", ">4")},
        {("i-cube", "no", ">4"), ("i-cube", "yes", ">4")},
    ),
    "59-what-removes-a-part": Rows(
        "technology ground status",
        {("cowop", "alternative", "rumoured"), ("fan-out-wafer-level-packaging", "does without", "reported")},
        {("x-cube", "does without", "reported"), ("cowop", "does without", "rumoured")},
    ),
    "60-alternatives-among-materials": Rows(
        "material alternative maker",
        {("indium-tim", "polymer-tim", "nittobo"), ("polymer-tim", "indium-tim", "")},
        {("indium-tim", "glass-cloth", ""), ("tsmc-info", "silicon-interposer", "")},
    ),
    "77-how-right-are-the-data": Rows(
        "figure confirmed readAgain intervalFrom intervalTo",
        {("rows confirmed", "7", "8", "53", "98"), ("numbers confirmed", "3", "3", "", "")},
        {("numbers confirmed", "3", "3", "53", "98")},
    ),
    "78-what-each-class-should-have": Rows(
        "class relation direction things having missing",
        {("Chip", "designedBy", "from", "5", "4", "1"), ("Facility", "operates", "to", "7", "5", "2")},
        {("Chip", "designedBy", "from", "5", "5", "0")},
    ),
    "79-last-words": Rows(
        "aboutName point printed lastWord",
        {("CoWoS", "capacity", "90000", "false"), ("CoWoS", "capacity", "130000", "true"), ("CoWoS", "mass-production", "2013", "false")},
        {("CoWoS", "capacity", "90000", "true"), ("CoWoS", "mass-production", "2013", "true")},
    ),
    "80-what-goes-together": Rows(
        "one other",
        {("copos", "cowos")},
        {("soic", "cowos")},
    ),
    "81-rivals-and-partners": Rows(
        "relation other",
        {("competesWith", "amkor-technology"), ("partnerOf", "amkor-technology")},
        {("partnerOf", "apple"), ("competesWith", "amd")},
    ),
}  # fmt: skip
"""The same for the frozen world, where denials, plans and far-off things lie in wait."""

OTHER = {
    ("01-who-offers", "thing"): "3D",
    ("02-who-offers-or-only-develops", "technology"): "fan-out panel-level packaging",
    ("03-finer-than", "limit"): "9.5",
    ("04-who-makes-memory", "memory"): "HBM3E",
    ("05-where-performed", "process"): "CoWoS",
    ("06-platforms-of-a-country", "technology"): "flip chip",
    ("06-platforms-of-a-country", "country"): "Taiwan",
    ("07-members-of-a-body", "body"): "US-JOINT",
    ("08-front-end-and-packaging", "technology"): "3D",
    ("09-inside-a-package", "product"): "NVIDIA H100",
    ("10-chips-with-memory", "memory"): "HBM4",
    ("11-replaced-and-needed", "part"): "CoWoP",
    ("12-steps-one-needs", "platform"): "SoIC",
    ("12-steps-one-needs", "other"): "EMIB",
    ("13-base-dies", "part"): "HBM core die",
    ("14-systems-built-from", "chip"): "Amazon Trainium2",
    ("16-suppliers-to-substrate-makers", "material"): "glass cloth",
    ("17-customers-of-a-platform", "platform"): "EMIB",
    ("18-from-material-to-system", "material"): "HBM3E",
    ("18-from-material-to-system", "system"): "NVIDIA B200",
    ("19-equipment-vendors-and-memory-makers", "equipment"): "hybrid-bonder",
    ("20-whose-memory-where", "role"): "foundry",
    ("21-shared-suppliers", "company"): "Intel",
    ("21-shared-suppliers", "competitor"): "Google",
    ("22-who-owns-whom", "company"): "JCET",
    ("27-market-shares", "goods"): "HBM",
    ("29-around-a-site", "site"): "TSMC AP6 Zhunan",
    ("30-capacity-over-time", "of"): "SoIC",
    ("32-expansions", "since"): "2028-01-01",
    ("32-expansions", "until"): "2025-03-31",
    ("33-forecasts-over-time", "thing"): "SK hynix",
    ("34-demand-and-capacity", "thing"): "ABF substrate",
    ("34-demand-and-capacity", "year"): "2025",
    ("35-interposer-area", "platform"): "EMIB",
    ("37-what-drives-demand", "target"): "HBM",
    ("38-what-accelerators-pull", "thing"): "HBM",
    ("39-from-drivers-to-a-technology", "target"): "CoWoS",
    ("40-end-uses", "technology"): "flip chip",
    ("41-sized-market", "market"): "HBM market",
    ("42-listed-and-exposed", "memory"): "HBM4",
    ("43-sources-of-an-offer", "company"): "Amkor",
    ("43-sources-of-an-offer", "offering"): "Foveros",
    ("47-known-on-a-day", "thing"): "HBM3E",
    ("47-known-on-a-day", "day"): "2020-01-01",
    ("50-place-in-the-source", "subject"): "NVIDIA",
    ("50-place-in-the-source", "object"): "SoIC",
    ("51-grades-and-their-rule", "thing"): "TSMC",
    ("52-restricted-by-a-rule", "rule"): "HBM",
    ("54-capacity-by-country", "platform"): "EMIB",
    ("55-packagers-under-rules", "country"): "Taiwan",
    ("55-packagers-under-rules", "technology"): "2.5D",
    ("56-rules-in-time", "since"): "2025-01-01",
    ("56-rules-in-time", "until"): "2024-12-31",
    ("57-stand-ins-for-a-platform", "platform"): "EMIB",
    ("57-stand-ins-for-a-platform", "stacks"): "4",
    ("58-second-sources", "platform"): "SoIC",
    ("59-what-removes-a-part", "part"): "silicon interposer",
    ("61-what-mitigates", "constraint"): "area wall",
    ("62-company-names", "language"): "ja",
    ("64-claims-of-a-source", "source"): "semiconductorx-icube",
    ("65-numbers-of-a-thing", "thing"): "SMIC",
    ("67-what-it-enables", "technology"): "flip chip",
    ("68-place-in-the-tree", "thing"): "SoIC",
    ("70-lines-of-succession", "thing"): "Intel Gaudi 3",
    ("76-who-answers-to-a-name", "name"): "emib",
    ("79-last-words", "thing"): "HBM4",
    ("81-rivals-and-partners", "thing"): "NVIDIA",
}
"""Another value for each parameter, which the real data answer otherwise."""


@pytest.fixture(scope="session")
def real():
    """Compile the shipped ontology once."""
    return EmbeddedStore(compile_ontology([ONTOLOGY]).store, None)


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """Compile the frozen world with the real vocabulary, units and rules."""
    folder = tmp_path_factory.mktemp("questions") / "ontology"
    shutil.copytree(FIXTURE, folder)
    for name in ("vocabulary.ttl", "units.ttl"):
        shutil.copyfile(ONTOLOGY / name, folder / name)
    shutil.copytree(ONTOLOGY / "rules", folder / "rules")
    return EmbeddedStore(compile_ontology([folder]).store, None)


@pytest.fixture(scope="session")
def small_rdflib(small):
    return into_rdflib(small)


def into_rdflib(store):
    graph = rdflib.Graph()
    data = store.engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    return graph.parse(data=data, format="nt")


def cell(term):
    """Write a term of either engine as (datatype or language, text), with decimals in one form."""
    if term is None:
        return ("", "")
    if isinstance(term, rdflib.URIRef | ox.NamedNode):
        return ("iri", str(getattr(term, "value", term)))
    text = str(getattr(term, "value", "")) if isinstance(term, ox.Literal) else str(term)
    kind = str(getattr(term.datatype, "value", term.datatype or ""))
    kind = kind.rpartition("#")[2] or "string"
    if term.language:
        kind = term.language.lower()
    return (kind, f"{Decimal(text).normalize():f}" if kind == "decimal" else text)


def on_oxigraph(store, query):
    """Ask without any prefix but the query's own."""
    answer = store.engine.query(query)
    return sorted(tuple(cell(solution[v]) for v in answer.variables) for solution in answer)


def on_rdflib(graph, query):
    answer = graph.query(query, initNs={})
    return sorted(tuple(cell(row[v]) for v in answer.vars) for row in answer)


def texts(store, query, columns=""):
    """Answer with rows of plain text, cut to the columns."""
    answer = store.engine.query(query)
    names = columns.split() or [v.value for v in answer.variables]
    return [tuple(cell(solution[name])[1] for name in names) for solution in answer]


def bare(query):
    """Cut comments, texts and IRIs out of a query."""
    return re.sub(r'"(?:\\.|[^"\\\n])*"|<[^<>\s]*>|#[^\n]*', " ", query)


@contextmanager
def at_most(seconds):
    """End what takes longer than so many seconds of its own time: that others use the machine is no failure."""

    def late(*_):
        pytest.fail(f"took longer than {seconds} seconds")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def test_there_is_a_row_of_every_table_for_every_question():
    assert set(REAL) == set(QUESTIONS)
    assert set(OTHER) == set(PARAMETERS)
    assert set(SMALL) <= set(QUESTIONS)


@pytest.mark.parametrize("slug", QUESTIONS)
def test_a_header_says_everything(slug, small):
    question = QUESTIONS[slug]
    assert re.fullmatch(r"[0-9]{2}-[a-z0-9-]+", slug)
    assert question.text.endswith("?")
    assert re.search(r"[\u4e00-\u9fff]", question.zh)
    answer = small.engine.query(question.query)
    assert list(question.columns) == [v.value for v in answer.variables]
    assert all(question.columns.values())


@pytest.mark.parametrize("slug", QUESTIONS)
def test_prefixes_are_declared_where_they_are_used(slug):
    query = QUESTIONS[slug].query
    declared = dict(re.findall(r"PREFIX (\w+): <([^>]*)>", query))
    body = bare(query.partition("SELECT")[2])
    assert set(declared) == set(re.findall(r"(?<![\w?$-])([a-z]+):(?=[\w-])", body))
    assert declared.items() <= PREFIXES.items()


@pytest.mark.parametrize("slug", QUESTIONS)
def test_both_engines_give_the_same_rows(slug, small, small_rdflib):
    query = QUESTIONS[slug].query
    rows = on_oxigraph(small, query)
    assert rows, "the frozen world should have an answer"
    assert on_rdflib(small_rdflib, query) == rows


@pytest.mark.slow
@pytest.mark.parametrize("slug", QUESTIONS)
def test_both_engines_give_the_same_rows_on_the_full_data(slug, real, real_rdflib):
    query = QUESTIONS[slug].query
    with at_most(20):
        assert on_rdflib(real_rdflib, query) == on_oxigraph(real, query)


@pytest.fixture(scope="session")
def real_rdflib(real):
    return into_rdflib(real)


@pytest.mark.parametrize("slug", QUESTIONS)
def test_an_answer_has_one_order(slug, real):
    query = QUESTIONS[slug].query
    _, found, order = bare(query).rpartition("ORDER BY")
    assert found, "no ORDER BY"
    keys = re.findall(r"\?(\w+)", order)
    shown = [name for name in keys if name in QUESTIONS[slug].columns]
    assert shown[-1:] == keys[-1:]
    rows = texts(real, query, " ".join(shown))
    assert len(rows) == len(set(rows)), "the columns of ORDER BY do not tell all rows apart"


@pytest.mark.parametrize("slug", QUESTIONS)
def test_the_real_data_answer_with_what_must_come_and_without_what_must_not(slug, real):
    expected = REAL[slug]
    assert expected.must
    assert expected.never
    with at_most(20):
        rows = set(texts(real, QUESTIONS[slug].query, expected.columns))
    assert rows >= expected.must
    assert not rows & expected.never


@pytest.mark.parametrize("slug", SMALL)
def test_the_frozen_world_answers_with_what_must_come_and_without_what_must_not(slug, small):
    expected = SMALL[slug]
    assert expected.must
    assert expected.never
    rows = set(texts(small, QUESTIONS[slug].query, expected.columns))
    assert rows >= expected.must
    assert not rows & expected.never


@pytest.mark.parametrize(("slug", "name"), PARAMETERS)
def test_a_parameter_has_one_block_with_its_default(slug, name, real):
    question = QUESTIONS[slug]
    parameter = next(p for p in question.parameters if p.name == name)
    blocks = re.findall(rf"VALUES \?{name} \{{ (\S+) \}}", question.query)
    written = {
        "thing": f"id:{parameter.default}",
        "text": f'"{parameter.default}"',
        "number": parameter.default,
        "date": f'"{parameter.default}"^^xsd:date',
    }
    assert blocks == [written[parameter.kind]]
    if parameter.kind == "thing":
        assert resolve(real, parameter.default).id == parameter.default
    query, _ = with_parameters(real, question, {name: parameter.default})
    assert texts(real, query) == texts(real, question.query)


def test_every_block_of_values_is_a_declared_parameter():
    for slug, question in QUESTIONS.items():
        assert sorted(re.findall(r"VALUES\s+\??(\w+)", bare(question.query))) == sorted(
            p.name for p in question.parameters
        ), slug


@pytest.mark.parametrize(("slug", "name"), PARAMETERS)
def test_another_value_gives_another_answer(slug, name, real):
    query, _ = with_parameters(real, QUESTIONS[slug], {name: OTHER[slug, name]})
    rows = texts(real, query)
    assert rows
    assert rows != texts(real, QUESTIONS[slug].query)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(("slug", "name"), PARAMETERS)
def test_a_hostile_value_finds_nothing(slug, name, text, small):
    kind = next(p.kind for p in QUESTIONS[slug].parameters if p.name == name)
    if kind == "text":
        query, _ = with_parameters(small, QUESTIONS[slug], {name: text})
        assert texts(small, query) == []
    else:
        with pytest.raises(NameUnknownError if kind == "thing" else UsageError):
            with_parameters(small, QUESTIONS[slug], {name: text})


def test_plans_denials_and_withdrawn_claims_are_no_offers(small):
    offers = set(texts(small, QUESTIONS["01-who-offers"].query, "company offering"))
    assert ("umc", "2-5d-packaging") in offers
    bonding = set(texts(small, QUESTIONS["02-who-offers-or-only-develops"].query, "company"))
    assert ("tsmc",) in bonding
    assert not bonding & {("amkor-technology",), ("micron",), ("umc",)}


def test_what_is_hidden_retracted_or_replaced_is_listed_with_its_reason(small):
    rows = set(texts(small, QUESTIONS["71-kept-but-hidden"].query, "subjectName fate reason"))
    assert ("UMC", "quarantined", "the page means another company") in rows
    assert ("Micron", "retracted", "2026-11-25") in rows
    assert any(name == "Micron" and fate == "superseded" for name, fate, _ in rows)


def test_a_denial_and_numbers_apart_are_disagreements(small):
    rows = set(texts(small, QUESTIONS["45-disagreements"].query, "aboutName point value kind"))
    assert {
        ("TSMC", "capacity", "75000", "contradiction"),
        ("TSMC", "capacity", "60000-65000", "contradiction"),
    } <= rows
    assert ("SPIL", "offers", "CoWoS-R", "contradiction") in rows


def test_what_is_supplied_is_named_where_the_claim_names_it(small):
    vendors = texts(small, QUESTIONS["19-equipment-vendors-and-memory-makers"].query, "vendor customer itemName")
    assert any(row[:2] == ("hanmi-semiconductor", "sk-hynix") and row[2] for row in vendors)
    film = texts(small, QUESTIONS["16-suppliers-to-substrate-makers"].query, "company customer itemName")
    assert ("ajinomoto", "unimicron", "Ajinomoto Build-up Film") in film


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("2026-11-21", set()),
        ("2026-11-22", {"rumoured"}),
        ("2026-11-23", {"rumoured"}),
        ("2026-11-24", {"planned"}),
    ],
)
def test_the_graph_tells_what_it_knew_on_a_day(day, known, small):
    query, _ = with_parameters(small, QUESTIONS["47-known-on-a-day"], {"day": day})
    rows = texts(small, query, "graphBegins subjectName point status claim")
    assert {begins for begins, *_ in rows} == {"2026-11-22"}
    stated = {status for _, who, point, status, _ in rows if (who, point) == ("Micron", "supplies")}
    assert stated - {"reported"} == known
    if not known:
        assert rows == [("2026-11-22", "", "", "", "")]


@pytest.mark.parametrize("thing", ["cowos", "tsmc", "hbm3e", "samsung-electronics", "nvidia-b200", "hybrid-bonding"])
def test_the_rule_beside_a_grade_gives_that_grade(thing, real):
    query, _ = with_parameters(real, QUESTIONS["51-grades-and-their-rule"], {"thing": thing})
    rows = texts(real, query, "grade rule")
    assert rows
    assert [grade for grade, _ in rows] == [rule[0] for _, rule in rows]


def test_every_term_of_the_vocabulary_is_used(real):
    graph = rdflib.Graph().parse(ONTOLOGY / "vocabulary.ttl")
    terms = {str(s).removeprefix(NS) for s in graph.subjects() if str(s).startswith(NS)}
    named = {name for q in QUESTIONS.values() for name in re.findall(r"\bip:([\w-]+)", bare(q.query))}
    assert named <= terms, "a question names an unknown term"
    # Two questions list every class and every code that there is.
    listed = {text for (text,) in texts(real, QUESTIONS["73-classes"].query, "class")}
    listed |= {text for (text,) in texts(real, QUESTIONS["74-code-lists"].query, "code")}
    properties = {
        str(s).removeprefix(NS)
        for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
        for s in graph.subjects(rdflib.RDF.type, rdflib.OWL[kind])
    }
    unused = (properties - named) | (terms - properties - named - listed)
    assert unused == set(UNUSED)


def test_the_readme_lists_every_question():
    readme = (ONTOLOGY / "questions" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([0-9]+) \| (.+?) \| `(.+?)` \|", readme, re.MULTILINE)
    assert [(f"{int(n):02}", text, file) for n, text, file in rows] == [
        (slug[:2], question.text, f"{slug}.rq") for slug, question in QUESTIONS.items()
    ]


def test_each_of_the_sixty_is_answered_or_a_gap_and_the_readme_counts_them():
    numbers = {int(slug[:2]) for slug in QUESTIONS}
    assert numbers & GAPS == set()
    assert {n for n in numbers | GAPS if n <= 60} == set(range(1, 61))
    readme = (ONTOLOGY / "questions" / "README.md").read_text(encoding="utf-8")
    partly = {int(n) for n in re.findall(r"^\* ([0-9]+): ", readme, re.MULTILINE)}
    assert partly <= numbers
    whole = 60 - len(partly) - len(GAPS)
    assert readme.rstrip().endswith(
        f"Of the sixty planned questions, {whole} are answered, {len(partly)} in part, and {len(GAPS)} is a gap."
    )
