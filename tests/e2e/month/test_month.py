"""A month of the federation by the plain forms of its real pages, and with real headless tills."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.month.story import ONE_CARD, play


@pytest.mark.timeout(240)
def test_the_office_and_its_tills_live_a_month(tmp_path: Path) -> None:
    play(tmp_path, pictures=None)


@pytest.mark.timeout(240)
def test_one_card_lives_from_the_list_to_the_card_that_follows_it(tmp_path: Path) -> None:
    play(tmp_path, pictures=None, chapters=ONE_CARD)
