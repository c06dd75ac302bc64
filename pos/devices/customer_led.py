"""The serial display of eight digits that faces the customer (客显), with the LED8 protocol.

Commands as in the LED8N user's manual: `ESC @` resets, `CLR` (0Ch) blanks, `ESC Q A digits CR`
shows a number, `ESC s n` lights one of the words 单价 总计 收款 找零. 2400 baud, 8N1, by default.
"""

from __future__ import annotations

import contextlib
from enum import Enum
from typing import TYPE_CHECKING, Final

from pos.devices.addresses import led_address
from pos.domain.money import AMOUNT_FEN_MAX, Fen, format_yuan
from pos.errors.devices import DisplayUnreachable

if TYPE_CHECKING:
    from serial import Serial

_ESC: Final = b"\x1b"
_RESET: Final = _ESC + b"@"
_CLEAR: Final = b"\x0c"
_DIGITS: Final = 8  # The decimal point lights beside a digit and takes no place.
_WRITE_SECONDS: Final = 1.0


class Lamp(Enum):
    """Which word is lit beside the number."""

    NONE = b"0"
    PRICE = b"1"
    TOTAL = b"2"
    PAID = b"3"
    CHANGE = b"4"


def led8_bytes(lamp: Lamp, amount: Fen | None) -> bytes:
    """The bytes that show an amount in fen with a lit word; None blanks the display."""
    if amount is None:
        return _CLEAR + _ESC + b"s" + Lamp.NONE.value
    assert 0 <= amount <= AMOUNT_FEN_MAX, f"{amount} fen cannot be shown"
    digits = format_yuan(amount).replace(",", "")
    if len(digits) - 1 > _DIGITS:
        digits = digits.partition(".")[0][:_DIGITS]
    return _ESC + b"s" + lamp.value + _ESC + b"QA" + digits.encode("ascii") + b"\r"


class LedDisplay:
    """One display on a serial line, opened when it is first needed. Used from one thread."""

    def __init__(self, url: str) -> None:
        """`serial:///dev/ttyUSB0?protocol=led8&baud=2400`. Raises DeviceUrlWrong."""
        address = led_address(url)
        self._url, self._path, self._baud = url, address.port, address.baud
        self._port: Serial | None = None

    def show(self, lamp: Lamp, amount: Fen | None) -> None:
        """Show an amount in fen under a word, or nothing. Raises DisplayUnreachable."""
        import serial

        try:
            if self._port is None:
                self._port = serial.Serial(self._path, self._baud, write_timeout=_WRITE_SECONDS)
                self._port.write(_RESET)
            self._port.write(led8_bytes(lamp, amount))
            self._port.flush()
        except (OSError, serial.SerialException) as error:
            self.close()
            raise DisplayUnreachable(url=self._url, reason=str(error)) from error

    def close(self) -> None:
        """Close the serial line."""
        if self._port is not None:
            with contextlib.suppress(OSError):
                self._port.close()
            self._port = None
