"""What a window signs at the end of a day is what it showed."""

from __future__ import annotations

import pytest

from pos.errors.days import DayChanged
from pos.services.till import Till
from tests.services.days.test_days import TODAY, as_manager, end_shift
from tests.services.telling import sell_soy


def test_a_window_signs_the_figures_it_showed_and_no_others(till: Till) -> None:
    sell_soy(till)
    end_shift(till, "509.90")
    as_manager(till)
    shown = till.days.figures(TODAY)
    till.shifts.open("500")  # Somebody sells on while the manager looks at the day.
    sell_soy(till)
    end_shift(till, "509.90")
    till.days.reconcile(TODAY)
    with pytest.raises(DayChanged):
        till.days.close(TODAY, "已核实", asked=True)

    again = till.days.figures(TODAY)
    assert (shown.sales, again.sales) == (1, 2)
    assert till.days.close(TODAY, "已核实", asked=True).figures.sales == 2
