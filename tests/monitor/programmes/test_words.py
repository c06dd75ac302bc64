"""Each finding about a draft has Chinese words that name the place."""

from __future__ import annotations

import re
from pathlib import Path

import pos.domain.programme.publishable as publishable
from monitor.programmes.words import FINDINGS, finding_words
from pos.domain.programme.publishable import ProgrammeFinding


def test_every_finding_has_words_and_every_word_is_of_a_finding() -> None:
    source = Path(publishable.__file__).read_text(encoding="utf-8")

    assert set(re.findall(r'ProgrammeFinding\("([a-z_.]+)"', source)) == set(FINDINGS)


def test_the_words_name_the_pool_and_what_to_do() -> None:
    said = finding_words(ProgrammeFinding("pool.cap_zero", "洗化用品"))

    assert said == "“洗化用品”的每月额度是 0，等于不给。请填金额，或去掉这个额度池"
