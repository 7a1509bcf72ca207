"""Verbs: one table, every word in it once, every relation of it in the vocabulary."""

from __future__ import annotations

from collections import Counter

import pytest

from interposer.errors import UsageError
from interposer.lookup.verbs import VERBS, find_verb
from interposer.store.vocabulary import read_vocabulary

WORDS = [name for verb in VERBS for name in verb.names]


def test_every_word_means_one_thing():
    assert [word for word, times in Counter(WORDS).items() if times > 1] == []


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_found_however_it_is_written(word):
    verb = find_verb(word)
    assert word in verb.names
    assert find_verb(word.upper()) is verb
    assert find_verb(word.replace("-", " ")) is verb
    assert find_verb(word.replace("-", "_")) is verb


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.names[0])
def test_a_verb_names_relations_of_the_vocabulary_and_says_what_it_means(verb, ontology):
    relations = read_vocabulary(ontology).relations
    assert {pattern.relation for pattern in verb.patterns} <= set(relations)
    assert verb.meaning


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.names[0])
def test_no_verb_reads_one_relation_twice_from_the_same_end(verb):
    ends = [(p.relation, p.backwards, p.by_item) for p in verb.patterns]
    assert len(ends) == len(set(ends))


@pytest.mark.parametrize("word", ["", "eats", "does'", "offer\ns", '"} #'])
def test_an_unknown_verb_lists_those_that_are_known(word):
    with pytest.raises(UsageError) as caught:
        find_verb(word)
    assert all(known in str(caught.value) for known in WORDS)
