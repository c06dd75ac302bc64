"""The chapters of the month, in their order. Each leaves the stage so that the next can begin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.chromium import browsing
from tests.e2e.month import register, shops
from tests.e2e.month.people import Office
from tests.e2e.month.register_chapter import the_list_and_the_cards
from tests.e2e.month.stage import Stage, playing
from tests.e2e.month.windows import ChromiumWindow, FormsWindow, Window
from tests.monitor.web.office.browser import Browser

STAFF: Final = (
    ("jingban", "赵经办", "maker"),
    ("fuhe", "周复核", "checker"),
    ("fangxing", "吴放行", "releaser"),
    ("shenji", "郑审计", "auditor"),
)


def the_office_begins(office: Office) -> None:
    """Two administrators, and by their hands everybody else."""
    office.first_two()
    for login, name, role in STAFF:
        office.hire(login, name, role)


CHAPTERS: Final[tuple[Callable[[Office], None], ...]] = (
    the_office_begins,
    register.the_list_is_imported,
    register.cards_are_made_issued_and_printed,
    register.the_programme_changes_next_month,
    register.the_month_is_opened,
    shops.the_benefit_is_given_everywhere,
    shops.a_slip_is_made_good,
    shops.a_lost_card_is_replaced,
    shops.a_till_is_retired,
    shops.all_books_agree,
)
# The life of one card, from the list to the card that follows it.
ONE_CARD: Final[tuple[Callable[[Office], None], ...]] = (the_office_begins, the_list_and_the_cards)


def play(
    folder: Path, *, pictures: Path | None, chapters: Sequence[Callable[[Office], None]] = CHAPTERS
) -> None:
    """Play the chapters: in Chromium when there is a folder for `pictures`, else by forms alone."""
    with playing(folder) as stage, _windows(stage, pictures) as window:
        office = Office(stage, window)
        for chapter in chapters:
            chapter(office)


@contextmanager
def _windows(stage: Stage, pictures: Path | None) -> Iterator[Callable[[], Window]]:
    """Makes windows that share nothing, like two people's computers."""
    if pictures is None:
        yield lambda: FormsWindow(Browser(stage.app))
        return
    with browsing() as new_browser:
        yield lambda: ChromiumWindow(new_browser(), stage.url, pictures)
