"""The digits that face the customer: the bytes of LED8, on a line of its own."""

from __future__ import annotations

import os
import pty
import tty
from collections.abc import Iterator

import pytest

from pos.devices.customer_led import Lamp, LedDisplay, led8_bytes
from pos.errors.devices import DeviceUrlWrong, DisplayUnreachable


@pytest.fixture
def line() -> Iterator[tuple[int, str]]:
    """Our end of a serial line, and the name of the till's end."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize(
    ("lamp", "amount", "sent"),
    [
        (Lamp.PRICE, 272, b"\x1bs1\x1bQA2.72\r"),
        (Lamp.TOTAL, 14_422, b"\x1bs2\x1bQA144.22\r"),
        (Lamp.PAID, 0, b"\x1bs3\x1bQA0.00\r"),
        (Lamp.CHANGE, 99_999_999, b"\x1bs4\x1bQA999999.99\r"),
        (Lamp.NONE, None, b"\x0c\x1bs0"),
    ],
)
def test_an_amount_is_digits_under_a_word(lamp: Lamp, amount: int | None, sent: bytes) -> None:
    assert led8_bytes(lamp, amount) == sent


def test_the_line_is_opened_once_and_the_display_reset_first(line: tuple[int, str]) -> None:
    ours, name = line
    display = LedDisplay(f"serial://{name}?protocol=led8&baud=9600")
    display.show(Lamp.PRICE, 350)
    display.show(Lamp.TOTAL, 1_000)
    display.close()

    expected = b"\x1b@" + b"\x1bs1\x1bQA3.50\r" + b"\x1bs2\x1bQA10.00\r"
    came = b""
    while len(came) < len(expected):  # A line hands over what it has, not what belongs together.
        came += os.read(ours, 100)
    assert came == expected


def test_a_display_that_is_not_there_says_so() -> None:
    with pytest.raises(DisplayUnreachable):
        LedDisplay("serial:///dev/not-there?protocol=led8").show(Lamp.NONE, None)


@pytest.mark.parametrize(
    "url",
    ["serial:///dev/ttyS0?protocol=vfd", "serial://", "serial:///dev/ttyS0?baud=fast", "tcp://127.0.0.1:1",
     "serial:///dev/ttyS0?speed=1"],
)  # fmt: skip
def test_an_address_that_cannot_be_understood_is_refused(url: str) -> None:
    with pytest.raises(DeviceUrlWrong):
        LedDisplay(url)
