"""What is wrong with a device, or its address."""

from __future__ import annotations

from pos.errors import OperatingError


class PrinterUnreachable(OperatingError):
    """The printer does not answer; the sale is kept, the receipt waits. Facts: url, reason."""

    code = "printer.unreachable"
    retryable = True


class DisplayUnreachable(OperatingError):
    """The display that faces the customer does not answer; selling goes on. Facts: url, reason."""

    code = "display.unreachable"
    retryable = True


class DeviceUrlWrong(OperatingError):
    """A device's address in the settings cannot be understood. Facts: url, cause."""

    code = "device.url_wrong"
