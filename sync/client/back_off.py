"""How long to wait after failures: longer each time, up to five minutes, and different for each till.

The library is imported with the first failure: a till that starts does not wait for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tenacity.wait import wait_base

BACK_OFF_S_MAX: Final = 300.0


class BackOff:
    """A random part spreads many tills over some minutes after the platform is back."""

    def __init__(self, wait: wait_base | None = None) -> None:
        self._wait = wait

    def seconds_after(self, failures: int) -> float:
        """The pause after so many failed rounds in a row (1 or more), in seconds."""
        assert failures > 0
        from tenacity import RetryCallState, Retrying
        from tenacity.wait import wait_random_exponential

        wait = self._wait or wait_random_exponential(multiplier=4, min=1, max=BACK_OFF_S_MAX)
        state = RetryCallState(retry_object=Retrying(), fn=None, args=(), kwargs={})
        state.attempt_number = failures
        return wait(state)
