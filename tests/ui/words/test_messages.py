from __future__ import annotations

import re
import string

import pytest

from pos.errors import PosError
from pos.errors.goods import GoodsFileDamaged
from pos.errors.ledger import ChainBroken
from pos.errors.paying import TenderNotEnough
from pos.errors.typed import BarcodeUnknown
from pos.ui.help.acts import MORE, MoreAct
from pos.ui.shifts.handover.open_items import CHOICES
from pos.ui.words.messages import WORDS, words, words_for
from pos.ui.words.notices import notice_of
from tests.refusals import LEAVES


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.code)
def test_every_error_has_words_for_what_happened_and_what_to_do_next(leaf: type[PosError]) -> None:
    said = words(leaf())
    assert leaf.code in WORDS, f"{leaf.__name__} has no words"
    assert said.title and said.what_next


@pytest.mark.parametrize("code", WORDS)
def test_words_stay_whole_when_facts_are_missing(code: str) -> None:
    said = words_for(code)
    assert "{" not in said.title + said.what_next


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.code)
def test_words_mention_only_facts_that_the_error_promises(leaf: type[PosError]) -> None:
    derived = {"at_line"} if "Facts: path, line" in (leaf.__doc__ or "") else set()
    derived |= {"at_entry"} if leaf is ChainBroken else set()
    derived |= {"read_to"} if leaf is GoodsFileDamaged else set()
    promised = derived | set(re.findall(r"\w+", (leaf.__doc__ or "").partition("Facts:")[2]))
    parsed = [piece for text in WORDS[leaf.code] for piece in string.Formatter().parse(text)]
    asked = {name for _text, name, _format, _conversion in parsed if name}
    assert asked <= promised


def test_no_words_are_kept_for_errors_that_are_gone() -> None:
    assert set(WORDS) - {leaf.code for leaf in LEAVES} == {"program.bug"}


def test_nothing_in_the_words_shows_a_cardholder_up() -> None:
    assert not [text for pair in WORDS.values() for text in pair if re.search("困难|贫困|低保|穷|救济", text)]


def test_facts_stand_in_the_words() -> None:
    assert words(BarcodeUnknown(barcode="6901")).title == "没有找到这个商品：6901"
    assert words(TenderNotEnough(due_fen=5_729)).title == "还差 57.29 元"


def test_an_unknown_code_is_told_and_not_hidden() -> None:
    assert words_for("from.the_future").what_next
    assert notice_of(BarcodeUnknown(barcode="6901")).code == "barcode.unknown"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"sequence": 7}, "账本在第 7 条对不上"),
        ({"sequence": 0, "reason": "not_a_ledger"}, "账本文件已损坏，或者不是账本"),
        ({}, "账本对不上"),
    ],
)
def test_no_ledger_is_said_to_be_wrong_at_an_entry_that_does_not_exist(
    facts: dict[str, object], said: str
) -> None:
    assert words(ChainBroken(**facts)).title == said


def test_what_can_be_done_with_a_held_sale_is_said_as_its_keys_say_it() -> None:
    assert all(key in WORDS["shift.held_undecided"][1] for _choice, key in CHOICES)
    (cancel,) = [each.words for each in MORE if each.act is MoreAct.CANCEL]
    assert cancel in WORDS["basket.not_empty"][1]
