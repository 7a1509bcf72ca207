"""How concentrated a market is: the Herfindahl-Hirschman index of shares that one source gives for one period.

Shares of different sources, periods, limits or measures are never put together. A share is an interval, and so is
the sum of their squares; what the shares leave out is not guessed: their number and sum say how much they cover.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from interposer.knowledge.quantity import parse_value
from interposer.lookup.filters import fetch_sifted
from interposer.store.terms import ID, values_block

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Mapping

    from interposer.lookup.claims import Claim
    from interposer.lookup.filters import Filters
    from interposer.store.interface import Store

__all__ = ["METRIC", "Concentration", "concentrations", "fetch_market_shares"]

METRIC: Final = "market-share"
_UNIT: Final = "percent"
_WHOLE: Final = Decimal(100)
_Key: TypeAlias = tuple[str, str, str, str, str, str]
_HOLDERS: Final = frozenset({"Company", "Organization"})


class Concentration(NamedTuple):
    """The index (0 to 10,000, lowest and highest) and the sum (in percent) of the shares that one source gives.

    `low` counts the named shares alone, so that it is a bound whatever the others hold; `high` leaves no more than
    what is not named to a single other holder.
    """

    market: str
    limits: str
    period: str
    basis: str
    status: str
    source: str
    low: int
    high: int
    covered: tuple[Decimal, Decimal]
    claims: tuple[Claim, ...]


def fetch_market_shares(store: Store, filters: Filters) -> tuple[list[Claim], Counter[str]]:
    """Read the market shares within the filters, and count those that the filters hide."""
    metric = values_block("metric", (ID + METRIC,))
    sifted = fetch_sifted(store, f"{metric} ?claim ip:metric ?metric .", filters)
    return sifted.claims, sifted.hidden


def concentrations(claims: Iterable[Claim], kinds: Mapping[str, str]) -> dict[str, list[Concentration]]:
    """Work out the index of each market from shares that companies hold, by market, the most telling first.

    First stand those without further limits, then those that cover most, then the newest.
    """
    groups: dict[_Key, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        told = claim.metric == METRIC and claim.unit == _UNIT and claim.polarity == "asserts" and claim.scope
        if told and kinds.get(claim.subject) in _HOLDERS:
            key = (claim.scope, claim.scope_note, claim.period, claim.basis, claim.status, claim.source)
            groups[key][claim.subject].append(claim)
    found: dict[str, list[Concentration]] = defaultdict(list)
    for key, holders in sorted(groups.items()):
        made = _index(key, holders)
        if made:
            found[made.market].append(made)
    for listed in found.values():
        listed.sort(key=lambda c: (bool(c.limits), -c.covered[0], _backwards(c.period), c.source))
    return dict(found)


def _index(key: _Key, holders: Mapping[str, list[Claim]]) -> Concentration | None:
    shares = [share for claims in holders.values() if (share := _share(claims)) is not None]
    if not shares:
        return None
    named = sum((low for low, _ in shares), Decimal(0))
    most = sum((high for _, high in shares), Decimal(0))
    low = sum(share[0] ** 2 for share in shares)
    rest = max(_WHOLE - named, Decimal(0))
    high = min(sum(share[1] ** 2 for share in shares) + rest**2, _WHOLE**2)
    claims = tuple(claim for listed in holders.values() for claim in listed)
    return Concentration(*key, int(low), int(high), (named, min(most, _WHOLE)), claims)


def _share(claims: Iterable[Claim]) -> tuple[Decimal, Decimal] | None:
    """Read one holder's share in percent; of several figures the lowest and the highest."""
    lows, highs = [], []
    for claim in claims:
        try:
            value = parse_value(claim.value)
        except ValueError:
            continue
        lows.append(max(value.low or Decimal(0), Decimal(0)))
        highs.append(min(_WHOLE if value.high is None else value.high, _WHOLE))
    return (min(lows), max(highs)) if lows else None


def _backwards(period: str) -> tuple[int, ...]:
    """Turn a period so that the newest sorts first."""
    return tuple(-ord(character) for character in period)
