"""The page is one file, well made, and nothing that a template names is ever markup or script."""

import json
import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from mlplatform.dossier.document import Change, Dossier, Item
from mlplatform.dossier.page import render
from mlplatform.dossier.page.packed import packed
from mlplatform.dossier.page.pictures import Pictures
from mlplatform.dossier.page.places import Places
from tests.dossier.nasty import NASTY, poisoned
from tests.dossier.small_page import PICTURE, dossier

VOID = {"meta", "input", "br", "wbr"}


class Read(HTMLParser):
    """Elements of a page in their order, each with its attributes, text and what it stands in."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str], tuple[str, ...]]] = []
        self.texts: dict[int, str] = {}
        self._open: list[tuple[str, int]] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), (tag, attrs)
        self.elements.append((tag, {name: value or "" for name, value in attrs}, tuple(name for name, _ in self._open)))
        if tag not in VOID:
            self._open.append((tag, len(self.elements) - 1))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, number in self._open:
            self.texts[number] = self.texts.get(number, "") + data

    def of(self, *tags: str) -> list[tuple[dict[str, str], str]]:
        return [
            (attributes, self.texts.get(number, ""))
            for number, (tag, attributes, _) in enumerate(self.elements)
            if tag in tags
        ]


PAGE = render(dossier())
READ = Read(PAGE)


# Injection --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nasty", NASTY)
def test_a_name_is_never_markup(nasty: str) -> None:
    """Put into every text of the dossier at once, it changes no element and no name of an attribute."""
    read = Read(render(poisoned(nasty)))
    assert shape(read) == shape(Read(render(poisoned("harmless"))))
    assert [text for _, text in read.of("script")][1:] == [text for _, text in READ.of("script")][1:]
    assert sum(nasty in text for _, text in read.of("td", "th", "li", "dd")) > 100


def shape(read: Read) -> list[tuple[str, list[str]]]:
    """Elements and names of their attributes, but for the places where a name may be broken."""
    return [(tag, list(attributes)) for tag, attributes, _ in read.elements if tag != "wbr"]


@pytest.mark.parametrize("nasty", NASTY)
def test_links_lead_into_the_page_only(nasty: str) -> None:
    read = Read(render(poisoned(nasty)))
    links = [attributes["href"] for attributes, _ in read.of("a")]
    assert len(links) > 100
    assert [link for link in links if not re.fullmatch(r"#[a-z][a-z0-9-]*", link)] == []
    assert {name for _, attributes, _ in read.elements for name in attributes} & {
        "src",
        "action",
        "style",
        "srcdoc",
    } == set()
    assert not any(name.startswith("on") for _, attributes, _ in read.elements for name in attributes)


@pytest.mark.parametrize("nasty", NASTY)
def test_the_data_hold_the_name_and_cannot_end_their_script(nasty: str) -> None:
    given = poisoned(nasty)
    text = packed(given)
    assert not set(text) & {"<", ">", "&"}
    assert unpacked(text) == [json.loads(item.snippet) for one in given.environments for item in one.inventory]
    assert all(nasty in snippet for snippet in unpacked(text))


def unpacked(text: str) -> list[Any]:
    """What the script makes of the data."""
    data = json.loads(text)

    def whole(number: int) -> Any:
        value = data["values"][number]
        if isinstance(value, list):
            return [whole(member) for member in value]
        return {key: whole(member) for key, member in value.items()} if isinstance(value, dict) else value

    return [whole(row[5]) for row in data["rows"]]


def test_values_stand_once_and_members_before_what_holds_them() -> None:
    data = json.loads(packed(dossier(users=50)))
    written = [json.dumps(value) for value in data["values"]]
    assert len(set(written)) == len(written)
    for number, value in enumerate(data["values"]):
        members = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
        assert all(member < number for member in members)
    assert json.loads(packed(dossier(users=0)))["environments"] == ["prod", "research"]


def test_true_and_one_are_two_values() -> None:
    """In Python they are equal, in a template they are not."""
    given = dossier(compared=False, users=0)
    body = {"Type": "T", "Properties": {"A": True, "B": 1, "C": 1.5, "D": None, "E": "", "F": [], "G": {}}}
    item = Item(place="s/A", path="", type="T", snippet=json.dumps(body))
    only = given.environments[0].model_copy(update={"inventory": (item,)})
    assert json.dumps(unpacked(packed(given.model_copy(update={"environments": (only,)})))) == json.dumps([body])


# Pictures ---------------------------------------------------------------------------------------------------------


def svg(inside: str = "", attributes: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'


def test_a_picture_is_kept_and_its_ids_are_its_own() -> None:
    pictures = Pictures()
    one, other = pictures(PICTURE), pictures(PICTURE)
    assert 'id="p1-arrow"' in one
    assert 'marker-end="url(#p1-arrow)"' in one
    assert 'marker-end="url(#p2-arrow)"' in other
    assert "VPC 10.67.0.0/20" in one
    assert pictures(svg("<text>a &lt;b&gt; &amp; c</text>")).count("&lt;b&gt; &amp;") == 1


def test_the_style_of_a_picture_holds_for_that_picture_alone() -> None:
    pictures = Pictures()
    one = pictures(svg("<style>text, .a b{fill:red} rect{stroke:#000}</style><text style='font-size:9px'>x</text>"))
    assert "style" not in one
    assert 'class="p1"' in one
    assert pictures.style.splitlines() == [
        ".p1 text,.p1 .a b{fill:red}",
        ".p1 rect{stroke:#000}",
        ".p1-s1{font-size:9px}",
    ]
    assert pictures(svg("<style>text{position:fixed}</style><text/>")).startswith("<p ")
    assert "fixed" not in pictures.style


@pytest.mark.parametrize(
    ("picture", "because"),
    [
        (svg("<script>alert(1)</script>"), "&lt;script&gt;"),
        (svg("<foreignObject><p>x</p></foreignObject>"), "foreignObject"),
        (svg("<style>* {fill: red}</style>"), "its style is for"),
        (svg("<style>@import 'x'; text{fill:red}</style>"), "its style is"),
        (svg("<style>text{fill:red} @media print{}</style>"), "its style is for"),
        (svg("<style>text{fill:red}} .other{fill:red}</style>"), "more than plain rules"),
        (svg("<style>text{position:fixed}</style>"), "position:fixed"),
        (svg("<style>text{fill:url(http://evil.example)}</style>"), "its style has"),
        (svg("<style>text{fill:\\75rl(x)}</style>"), "its style has"),
        (svg("<style>text{font:12px &lt;/style&gt;&lt;script&gt;}</style>"), "its style has"),
        (svg('<image href="x.png"/>'), "&lt;image&gt;"),
        (svg('<use href="#a"/>'), "&lt;use&gt;"),
        (svg('<animate attributeName="href"/>'), "&lt;animate&gt;"),
        (svg('<a href="javascript:alert(1)"><text>x</text></a>'), "&lt;a&gt;"),
        (svg(attributes='onload="alert(1)"'), "onload"),
        (svg('<rect style="fill:red;position:fixed"/>'), "position:fixed"),
        (svg('<rect style="background:url(x)"/>'), "something else in style"),
        (svg('<rect style="fill:red}body{display:none"/>'), "its style has"),
        (svg('<rect href="x"/>'), "href"),
        (svg('<rect xmlns:x="http://www.w3.org/1999/xlink" x:href="javascript:x"/>'), "href"),
        (svg('<rect fill="url(http://evil.example/x)"/>'), "fill"),
        (svg('<rect fill="url(data:image/svg+xml,x)"/>'), "fill"),
        (svg('<rect fill="\\75rl(x)"/>'), "fill"),
        (svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml">x</h:script>'), "script"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"/>', "no SVG"),
        ("<svg><rect/></svg>", "no SVG"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"), "document type"),
        (svg("<![CDATA[<script>]]>"), "document type"),
        (svg("<rect>"), "no XML"),
        ("", "no XML"),
        (svg("x" * 2_000_001), "too large"),
    ],
    ids=lambda value: value[:90],
)
def test_what_is_more_than_a_drawing_is_left_out_and_said(picture: str, because: str) -> None:
    found = Pictures()(picture)
    assert found.startswith('<p class="left-out">The picture is left out: ')
    assert because in found
    assert [tag for tag, _, _ in Read(found).elements] == ["p"]


def test_a_picture_that_is_left_out_is_said_on_the_page() -> None:
    given = dossier(compared=False, users=0)
    access = given.environments[0].access
    assert access is not None
    bad = given.environments[0].model_copy(update={"access": access.model_copy(update={"picture": svg("<script/>")})})
    assert "The picture is left out: it holds &lt;script&gt;" in render(
        given.model_copy(update={"environments": (bad,)})
    )


# One file, well made ----------------------------------------------------------------------------------------------


def test_the_policy_admits_the_pages_own_style_and_script_and_nothing_else() -> None:
    (policy,) = [a["content"] for a, _ in READ.of("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    directives = dict(directive.split(" ", 1) for directive in policy.split("; "))
    (style,), (data, script) = READ.of("style"), READ.of("script")
    assert directives["default-src"] == "'none'"
    assert directives["style-src"] == f"'{digest(style[1])}'"
    assert directives["script-src"] == f"'{digest(script[1])}'"
    assert directives["require-trusted-types-for"] == "'script'"
    assert data[0]["type"] == "application/json"
    assert "unsafe" not in policy
    assert PAGE.index("Content-Security-Policy") < PAGE.index("<style>")


def digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def test_it_loads_nothing() -> None:
    assert {tag for tag, _, _ in READ.elements} & {"link", "img", "iframe", "object", "embed", "base", "video"} == set()
    (style,) = READ.of("style")
    assert not re.search(r"url\(|@import|@font-face", style[1])
    (_, script) = READ.of("script")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|fetch\(|import\(|eval\(|http", script[1])


def test_the_same_dossier_gives_the_same_bytes() -> None:
    assert render(dossier()) == PAGE


def test_headings_are_in_order_and_sections_are_named() -> None:
    levels = [int(tag[1]) for tag, _, _ in READ.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert Counter(tag for tag, _, _ in READ.elements if tag in ("header", "nav", "main")) == {
        "header": 1,
        "nav": 1,
        "main": 1,
    }
    ids = {attributes["id"] for _, attributes, _ in READ.elements if "id" in attributes}
    assert all(attributes["aria-labelledby"] in ids for attributes, _ in READ.of("section"))


def test_ids_are_unique_and_links_lead_somewhere() -> None:
    ids = Counter(attributes["id"] for _, attributes, _ in READ.elements if "id" in attributes)
    assert [name for name, number in ids.items() if number > 1] == []
    assert {attributes["href"].removeprefix("#") for attributes, _ in READ.of("a")} - set(ids) == set()


def test_tables_have_captions_and_headers_a_scope() -> None:
    assert len(READ.of("table")) == len(READ.of("caption")) > 15
    assert all(text.strip() for _, text in READ.of("caption"))
    assert all("scope" in attributes for attributes, _ in READ.of("th"))
    fields = [within for tag, _, within in READ.elements if tag in ("input", "select")]
    assert len(fields) == 4
    assert all("label" in within for within in fields)


def test_ten_thousand_users_stay_below_five_megabytes() -> None:
    page = render(dossier(users=5000))
    assert len(page.encode()) < 5_000_000
    assert page.count("User04999") > 2  # none of them is left out


def test_all_but_the_snippets_is_there_without_a_script() -> None:
    ids = {attributes["id"] for _, attributes, within in READ.elements if "noscript" in within and "id" in attributes}
    assert ids == {f"r{number}" for number in range(len(Places.of(dossier()).items))}


# What it says -----------------------------------------------------------------------------------------------------


def test_danger_stands_first_and_a_lost_domain_is_shouted() -> None:
    text = re.sub(r"\s+", " ", READ.of("main")[0][1])
    order = [
        "1 Studio domain would be lost, with every home in it.",
        "▲ Danger",
        "! To be reviewed",
        "· For information",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert text.index("For information") < text.index("Environment prod")


@pytest.mark.parametrize(
    ("change", "shouted"),
    [
        ({"kind": "replaced", "place": "volta-prod-Studio/Domain"}, True),
        ({"kind": "deleted", "place": "volta-old-Studio/Domain", "title": "The Studio domain is removed."}, True),
        ({"kind": "deleted", "place": "s/Gone", "before": "AWS::SageMaker::Domain AuthMode"}, True),
        ({"kind": "replaced", "place": "volta-prod-Data-trading/Gold"}, False),
        ({"kind": "resource", "place": "volta-prod-Studio/Domain"}, False),
    ],
)
def test_only_a_lost_domain_is_shouted(change: dict[str, str], shouted: bool) -> None:
    given = dossier(users=0)
    assert given.difference is not None
    only = Change.model_validate({"environment": "prod", "title": "It changes.", **change})
    difference = given.difference.model_copy(update={"changes": (only,)})
    assert ("would be lost, with every home" in render(given.model_copy(update={"difference": difference}))) is shouted


def test_a_proof_links_to_its_row_and_an_unknown_place_is_plain() -> None:
    places = Places.of(dossier())
    assert (places.row("volta-prod-Network/Vpc", "prod"), places.row("volta-prod-Network/Vpc")) == (5, 5)
    assert places.row("volta-prod-Network/Vpc: the route", "prod") == 5
    assert places.row("vpc-0123456789abcdef0", "prod") is None
    assert places.row("", "prod") is None
    assert '<a class="place" href="#r5">volta-prod-Network/<wbr>Vpc</a>' in PAGE
    assert '<span class="place">storage.AccessLogBucket</span>' in PAGE


def test_stacks_of_one_name_are_told_apart_by_their_environment() -> None:
    given = dossier(compared=False, users=0)
    one, other = given.environments[0], given.environments[0].model_copy(update={"name": "twin"})
    places = Places.of(given.model_copy(update={"environments": (one, other)}))
    assert places.row("volta-prod-Network/Vpc", "twin") == 5 + len(one.inventory)


def test_what_is_not_known_of_a_network_is_no_good_news() -> None:
    given = dossier(compared=False, users=0)
    network = given.environments[0].networks[0]

    def said(internet: str | None) -> str:
        other = network.model_copy(update={"internet": internet})
        only = given.environments[0].model_copy(update={"networks": (other,)})
        return render(given.model_copy(update={"environments": (only,)}))

    assert "✓</span> No route reaches the internet" in said(None)
    assert "✕</span> Reaches the internet" in said("volta-prod-Network/Vpc")
    assert "!</span> Not known whether it reaches the internet" in said("unknown: rtb-1 is a parameter")


def test_every_verdict_is_a_word() -> None:
    cells = [text for _, text in READ.of("td")]
    assert {"✓allowed", "✕denied", "·not asked"} <= set(cells)
    assert {"?not evaluated"} <= {text for _, text in Read(render(dossier(evaluated=False, users=0))).of("td")}
    for word in ("✓ passed", "✕ failed", "! acknowledged", "· not applicable"):
        assert word in cells


def test_a_dossier_of_nothing_is_a_page() -> None:
    glance = dossier(users=0).glance.model_copy(update={"coverage": {}, "counts": {}, "problems": ()})
    page = render(Dossier(organisation="", glance=glance))
    assert "No exception is known" in page
    assert "Everything could be read." in page
    assert "Differences" not in page
