"""Places by forces and circles of communities: stable, apart, and near what they belong to."""

from __future__ import annotations

import math
import random

import pytest

from interposer.errors import UsageError
from interposer.network import fast, force
from interposer.network.force import circles, forced

pytest.importorskip("rustworkx", reason="forces need interposer[viz]")


def world(count, parts, seed=1):
    """Make things in parts of equal size, with four relations each, nearly all inside their part."""
    chance = random.Random(seed)
    keys = [f"n{number}" for number in range(count)]
    groups = [keys[at::parts] for at in range(parts)]
    links = []
    for number, key in enumerate(keys):
        home = groups[number % parts]
        links += [(key, chance.choice(home)) for _ in range(4)]
        if chance.random() < 0.05:
            links.append((key, chance.choice(keys)))
    return keys, links, groups


def test_the_same_network_is_placed_alike_every_time():
    one, other = forced(*world(80, 4)), forced(*world(80, 4))
    assert one == other
    assert len(set(one.values())) == 80


@pytest.mark.parametrize("at_once", [10_000, 50])
def test_what_is_related_lies_nearer_than_what_is_not(monkeypatch, at_once):
    monkeypatch.setattr(force, "AT_ONCE", at_once)
    keys, links, groups = world(120, 4)
    places = forced(keys, links, groups)

    def mean(pairs):
        return sum(math.dist(places[a], places[b]) for a, b in pairs) / len(pairs)

    chance = random.Random(2)
    assert mean(links) < 0.6 * mean([(chance.choice(keys), chance.choice(keys)) for _ in range(300)])


def test_single_things_are_not_thrown_far_out_and_the_middle_is_not_crowded():
    keys, links, _ = world(200, 1)
    alone = [f"alone{number}" for number in range(5)]
    places = forced([*keys, *alone], links)
    away = sorted(math.hypot(x / force._WIDE, y) for x, y in places.values())
    radius = force.PITCH * math.sqrt(len(places))
    assert away[-1] <= 1.05 * radius
    assert away[len(away) // 4] >= 0.25 * radius


def test_things_of_no_community_have_a_place_too(monkeypatch):
    monkeypatch.setattr(force, "AT_ONCE", 5)
    keys, links, groups = world(20, 4)
    assert forced(keys, links, groups[:3]).keys() == set(keys)


@pytest.mark.parametrize("keys", [[], ["a"], ["a", "b"]], ids=len)
def test_a_network_of_next_to_nothing_is_placed(keys):
    assert forced(keys, []).keys() == set(keys)


def test_no_two_circles_overlap_and_larger_communities_have_larger_ones():
    keys, links, _ = world(300, 3)
    groups = [keys[:150], keys[150:250], keys[250:280], keys[280:295], *([key] for key in keys[295:])]
    found = circles(groups, links)
    for number, one in enumerate(found):
        for other in found[:number]:
            assert math.hypot(one.x - other.x, one.y - other.y) >= one.r + other.r
    assert [circle.r for circle in found] == sorted((circle.r for circle in found), reverse=True)
    assert circles(groups, links) == found


def test_no_more_things_than_fit_are_placed_in_one_go(monkeypatch):
    """The time grows with the square of what is placed together."""
    sizes = []
    monkeypatch.setattr(force, "spring", lambda count, edges: sizes.append(count) or fast.spring(count, edges))
    keys, links, groups = world(3000, 20)
    assert len(forced(keys, links, groups)) == 3000
    assert max(sizes) == 150


def test_a_large_network_without_communities_is_parted_first(monkeypatch):
    sizes = []
    monkeypatch.setattr(force, "spring", lambda count, edges: sizes.append(count) or fast.spring(count, edges))
    keys, links, _ = world(2000, 10)
    assert forced(keys, links) == forced(keys, links)
    assert max(sizes) < 1000


def test_without_rustworkx_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(fast, "installed", lambda: False)
    with pytest.raises(UsageError, match=r"interposer\[viz\]"):
        forced(["a"], [])
