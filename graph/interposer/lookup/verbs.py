"""What the verbs of `who` mean: one table, used by the commands, the help and the docs alike."""

from typing import NamedTuple

from interposer.errors import UsageError

__all__ = ["VERBS", "Pattern", "Verb", "find_verb"]


class Pattern(NamedTuple):
    """One relation that answers a verb.

    `backwards`: the answer is the relation's object, not its subject. `below`: what stands below the thing
    in the tree counts too. `by_item`: the thing is what is supplied, not an end of the relation.
    `via_site`: a site's operator answers for the site. `maker`: the designer of a matching chip answers too.
    """

    relation: str
    backwards: bool = False
    below: bool = True
    by_item: bool = False
    via_site: bool = False
    maker: bool = False


class Verb(NamedTuple):
    """A verb with its synonyms and the relations that answer it."""

    names: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    meaning: str


_PERFORMS = Pattern("performs", via_site=True)

VERBS = (
    Verb(
        ("does", "offers", "provides", "has"),
        (Pattern("offers"), _PERFORMS),
        "offers the thing or anything below it in the tree; or performs it, itself or at a site it operates",
    ),
    Verb(("develops", "works-on"), (Pattern("develops"),), "develops the thing or anything below it"),
    Verb(
        ("makes", "designs", "builds"),
        (
            Pattern("designedBy", backwards=True),
            Pattern("fabricatedBy", backwards=True),
            Pattern("supplies"),
        ),
        "designs a chip, fabricates its silicon, or supplies it (memory, parts), shown apart",
    ),
    Verb(
        ("packages", "assembles"),
        (Pattern("packagedBy", backwards=True), _PERFORMS),
        "packages the chip; or performs the step or technology, itself or at a site it operates",
    ),
    Verb(
        ("supplies", "sells"),
        (Pattern("supplies"), Pattern("suppliesTo", by_item=True)),
        "supplies the thing or anything below it; --to narrows to suppliers of one customer",
    ),
    Verb(
        ("buys", "orders"),
        (
            Pattern("suppliesTo", backwards=True, below=False),
            Pattern("suppliesTo", backwards=True, by_item=True),
            Pattern("uses"),
        ),
        "is a customer of the company, or buys or builds on the thing",
    ),
    Verb(
        ("uses", "needs", "depends-on"),
        (
            Pattern("uses"),
            Pattern("requires", maker=True),
            Pattern("usesProcess", maker=True),
            Pattern("madeOf", maker=True),
            Pattern("hasComponent", maker=True),
            Pattern("packagedWith", maker=True),
        ),
        "uses, requires, contains, is made of or packaged with the thing; and who designed those chips",
    ),
    Verb(("performs",), (_PERFORMS,), "performs the step or technology, itself or at a site it operates"),
    Verb(("runs", "operates"), (Pattern("operates", below=False),), "operates the site"),
    Verb(
        ("backs", "funds"), (Pattern("investsIn"), Pattern("supportedBy", backwards=True)), "invests in or supports it"
    ),
    Verb(("drives",), (Pattern("drives"),), "raises demand for the thing, or pressure on it"),
    Verb(
        ("holds-back", "constrains"),
        (Pattern("constrainedBy", backwards=True),),
        "constrains the thing or anything below it",
    ),
    Verb(
        ("restricts", "bans"),
        (Pattern("restrictedBy", backwards=True),),
        "is the rule or event that restricts the thing or anything below it",
    ),
    Verb(
        ("fabricates",),
        (Pattern("fabricatedBy", backwards=True),),
        "makes the silicon of the chip or die, or of anything below it",
    ),
    Verb(("joins", "belongs-to"), (Pattern("memberOf", below=False),), "is a member of the organization"),
    Verb(
        ("owns",),
        (
            Pattern("subsidiaryOf", backwards=True, below=False),
            Pattern("jointVentureOf", backwards=True, below=False),
            Pattern("acquired", below=False),
        ),
        "is the parent or a partner in the joint venture, or acquired it",
    ),
    Verb(("acquires", "acquired"), (Pattern("acquired", below=False),), "bought the company or the site"),
    Verb(
        ("partners", "works-with"),
        (Pattern("partnerOf", below=False), Pattern("partnerOf", backwards=True, below=False)),
        "is a partner of the company",
    ),
    Verb(("succeeds", "follows"), (Pattern("succeeds", below=False),), "takes the place of the thing as its successor"),
    Verb(
        ("competes", "rivals"),
        (Pattern("competesWith", below=False), Pattern("competesWith", backwards=True, below=False)),
        "is said to compete with the thing",
    ),
    Verb(("replaces",), (Pattern("alternativeTo"),), "can stand in for the thing or anything below it"),
    Verb(("implements",), (Pattern("implements"),), "puts the technology or standard into practice"),
    Verb(("enables",), (Pattern("enables"),), "makes the thing possible"),
    Verb(("mitigates", "solves"), (Pattern("mitigates"),), "eases the constraint"),
    Verb(("standardizes",), (Pattern("standardizedBy", backwards=True, below=False),), "keeps the standard"),
)


def find_verb(word: str) -> Verb:
    """Find a verb by any of its names; raises UsageError that lists them all."""
    wanted = word.lower().replace("_", "-").replace(" ", "-")
    for verb in VERBS:
        if wanted in verb.names:
            return verb
    known = ", ".join(name for verb in VERBS for name in verb.names)
    raise UsageError(f"{word!r} is no verb that `who` knows; it knows: {known}")
