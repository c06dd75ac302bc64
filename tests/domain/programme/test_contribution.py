from __future__ import annotations

import pytest

from pos.domain.programme.contribution import Contribution, figure_month, given_by, rate_words


@pytest.mark.parametrize(
    ("date", "month"),
    [
        ("2026-11-23", "2026-10"),
        ("2026-11-03", "2026-10"),
        ("2026-11-02", "2026-09"),
        ("2026-01-31", "2025-12"),
        ("2026-01-01", "2025-11"),
        ("2026-02-02", "2025-12"),
    ],
)
def test_a_date_shows_the_last_month_that_was_published_by_then(date: str, month: str) -> None:
    assert figure_month(date) == month


@pytest.mark.parametrize(("payable", "given"), [(10_729, 534), (100, 5), (0, 0), (-500, 0), (10, 0), (11, 1)])
def test_what_a_sum_gives_is_rounded_half_up(payable: int, given: int) -> None:
    published = Contribution("2026-10", 498)
    assert (given_by(payable, published), rate_words(published)) == (given, "4.98")
