from __future__ import annotations

from pathlib import Path

import pytest

from pos.devices.printed import DrawerKicked
from pos.devices.printers import EscPosPrinter, NoPrinter, printer_for
from pos.devices.reader import plain_text, read_bytes
from pos.devices.transports import FileTransport, TcpTransport
from pos.domain.selling.receipt import Receipt, TextRow
from pos.errors.devices import DeviceUrlWrong, PrinterUnreachable
from pos.ui.words.messages import words
from tests.devices.golden import COLUMNS, FOLDER, golden_receipts
from tests.devices.loopback import Loopback

RECEIPT = Receipt("小票", (TextRow("谢谢惠顾"),))


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("name", ["card", "public"])
def test_a_printer_on_the_network_gets_exactly_the_golden_bytes(name: str, columns: int) -> None:
    with Loopback() as printer_box:
        printer = printer_for(printer_box.url, columns=columns, encoding="gb18030")
        printer.print_receipt(golden_receipts()[name])
    assert printer_box.jobs == [(FOLDER / f"{name}_{columns}.bin").read_bytes()]


def test_the_drawer_can_be_opened_as_a_job_of_its_own() -> None:
    with Loopback() as printer_box:
        printer = printer_for(printer_box.url, columns=48, encoding="gb18030")
        printer.open_drawer()
        printer.print_receipt(RECEIPT)
    first, second = printer_box.jobs
    assert read_bytes(first) == [DrawerKicked()]
    assert "谢谢惠顾" in plain_text(second)


def test_a_file_collects_every_receipt(tmp_path: Path) -> None:
    path = tmp_path / "打印 纸.bin"
    printer = printer_for(path.as_uri(), columns=32, encoding="gb18030")
    printer.print_receipt(RECEIPT)
    printer.print_receipt(RECEIPT)
    assert plain_text(path.read_bytes()).count("谢谢惠顾") == 2


def test_the_screen_is_handed_the_same_bytes_as_a_printer() -> None:
    shown: list[bytes] = []
    printer = printer_for("screen", columns=48, encoding="gb18030", screen=shown.append)
    printer.print_receipt(golden_receipts()["card"])
    assert shown == [(FOLDER / "card_48.bin").read_bytes()]
    printer.open_drawer()
    assert read_bytes(shown[1]) == [DrawerKicked()]


def test_no_printer_and_no_screen_print_nothing_and_complain_about_nothing() -> None:
    for url in ("none", "screen"):
        printer = printer_for(url, columns=48, encoding="gb18030")
        assert isinstance(printer, NoPrinter)
        printer.print_receipt(RECEIPT)
        printer.open_drawer()


def test_nothing_is_opened_before_the_first_job(tmp_path: Path) -> None:
    printer_for("tcp://192.0.2.1:9100", columns=48, encoding="gb18030")
    printer_for((tmp_path / "later").as_uri(), columns=48, encoding="gb18030")
    assert list(tmp_path.iterdir()) == []


def test_a_printer_listens_on_9100_unless_told_otherwise() -> None:
    printer = printer_for("tcp://printer.shop", columns=48, encoding="gb18030")
    assert isinstance(printer, EscPosPrinter)
    transport = printer._transport
    assert isinstance(transport, TcpTransport)
    assert (transport._host, transport._port) == ("printer.shop", 9100)


def test_a_windows_path_loses_the_slash_before_its_drive() -> None:
    printer = printer_for("file:///C:/paper/roll.bin", columns=48, encoding="gb18030")
    assert isinstance(printer, EscPosPrinter)
    assert isinstance(printer._transport, FileTransport)
    assert printer._transport._path == Path("C:/paper/roll.bin")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "printer",
        "NONE",
        "http://127.0.0.1:9100",
        "tcp://",
        "tcp://:9100",
        "tcp://127.0.0.1:0",
        "tcp://127.0.0.1:99999",
        "tcp://127.0.0.1:ninety",
        "tcp://127.0.0.1:-1",
        "tcp://127.0.0.1:9100/tray",
        "tcp://127.0.0.1:9100?baud=1",
        "tcp://user@127.0.0.1:9100",
        "tcp://a..b:9100",
        "tcp://a_b c:9100",
        "tcp://[::1",
        "file://",
        "file:///",
        "file://paper",
        "file://host/paper",
        "file:///paper%00",
    ],
)
def test_an_address_that_makes_no_sense_is_refused_with_a_reason(url: str) -> None:
    with pytest.raises(DeviceUrlWrong) as caught:
        printer_for(url, columns=48, encoding="gb18030")
    assert caught.value.facts["url"] == url
    assert words(caught.value).what_next != "请改设置文件。"


@pytest.mark.parametrize("url", ["serial:///dev/ttyUSB0", "usb://04b8:0202"])
def test_cables_of_the_next_release_are_named_as_such(url: str) -> None:
    with pytest.raises(DeviceUrlWrong) as caught:
        printer_for(url, columns=48, encoding="gb18030")
    assert caught.value.facts["cause"] == "device.later"


@pytest.mark.parametrize(("columns", "encoding"), [(48, "utf-8"), (10, "gb18030"), (0, "gb18030")])
def test_a_paper_or_encoding_no_printer_has_is_refused(columns: int, encoding: str) -> None:
    with pytest.raises(DeviceUrlWrong):
        printer_for("tcp://127.0.0.1:9100", columns=columns, encoding=encoding)


def test_a_printer_that_is_down_is_said_to_be_unreachable_and_worth_another_try() -> None:
    with Loopback() as printer_box:
        url = printer_box.url
    with pytest.raises(PrinterUnreachable) as caught:
        printer_for(url, columns=48, encoding="gb18030").print_receipt(RECEIPT)
    assert caught.value.retryable
    assert caught.value.facts["url"] == url
