from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pos.devices.transports import FileTransport, TcpTransport
from pos.errors.devices import PrinterUnreachable
from tests.devices.loopback import Loopback, Manner

JOB = b"\x1b@" + b"x" * 3_000
LONG_JOB = b"\x1b@" + b"x" * 4_000_000  # More than the buffers of both sides hold.
ROOT = Path(__file__).resolve().parents[2]


def tcp(printer_box: Loopback) -> TcpTransport:
    return TcpTransport(
        printer_box.url,
        host="127.0.0.1",
        port=printer_box.port,
        connect_seconds=5.0,
        write_seconds=0.5,
        close_seconds=0.2,
    )


@pytest.mark.parametrize("manner", [Manner.READS_ALL, Manner.TALKS, Manner.NEVER_CLOSES])
def test_a_printer_that_reads_everything_has_the_job(manner: Manner) -> None:
    with Loopback(manner) as printer_box:
        transport = tcp(printer_box)
        transport.send(JOB)
        transport.send(JOB + b"2")
    assert printer_box.jobs == [JOB, JOB + b"2"]


@pytest.mark.parametrize("job", [JOB, LONG_JOB], ids=["short", "long"])
def test_a_printer_that_accepts_and_never_reads_has_not(job: bytes) -> None:
    with Loopback(Manner.NEVER_READS) as printer_box, pytest.raises(PrinterUnreachable) as caught:
        tcp(printer_box).send(job)
    assert caught.value.retryable


@pytest.mark.parametrize("job", [JOB, LONG_JOB], ids=["short", "long"])
def test_a_printer_that_hangs_up_in_the_middle_has_not(job: bytes) -> None:
    with Loopback(Manner.HANGS_UP) as printer_box, pytest.raises(PrinterUnreachable):
        tcp(printer_box).send(job)


def test_a_host_that_does_not_exist_is_unreachable() -> None:
    transport = TcpTransport("tcp://printer.invalid:9100", host="printer.invalid", port=9100)
    with pytest.raises(PrinterUnreachable):
        transport.send(JOB)


def test_the_library_leaves_nothing_behind_and_says_nothing(tmp_path: Path) -> None:
    script = (
        "import os\n"
        "from pos.devices.transports import TcpTransport\n"
        "from tests.devices.loopback import Loopback\n"
        "with Loopback() as box:\n"
        "    TcpTransport(box.url, host='127.0.0.1', port=box.port).send(b'x')\n"
        "print(box.jobs, os.listdir(os.environ['TMPDIR']))\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    environment.pop("ESCPOS_CAPABILITIES_PICKLE_DIR", None)
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "[b'x'] []\n"
    assert ran.stderr == ""


def test_jobs_are_appended_to_a_plain_file(tmp_path: Path) -> None:
    path = tmp_path / "paper"
    transport = FileTransport(path.as_uri(), path=path)
    transport.send(b"one ")
    transport.send(b"two")
    assert path.read_bytes() == b"one two"


def test_a_device_that_takes_no_more_bytes_does_not_hold_the_till(tmp_path: Path) -> None:
    path = tmp_path / "lp0"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        transport = FileTransport(path.as_uri(), path=path, write_seconds=0.2)
        transport.send(JOB)
        assert os.read(reader, 10_000) == JOB
        with pytest.raises(PrinterUnreachable) as caught:
            transport.send(LONG_JOB)
    finally:
        os.close(reader)
    assert caught.value.retryable and "no more bytes" in str(caught.value)


@pytest.mark.parametrize(
    ("path", "reason"),
    [("missing/lp0", errno.ENOENT), (".", errno.EISDIR)],
)
def test_a_file_that_cannot_be_opened_is_unreachable(tmp_path: Path, path: str, reason: int) -> None:
    with pytest.raises(PrinterUnreachable) as caught:
        FileTransport("file:///x", path=tmp_path / path).send(JOB)
    assert os.strerror(reason) in str(caught.value)


def test_a_pipe_that_nobody_reads_is_unreachable(tmp_path: Path) -> None:
    path = tmp_path / "lp0"
    os.mkfifo(path)
    with pytest.raises(PrinterUnreachable):
        FileTransport(path.as_uri(), path=path).send(JOB)


def test_a_full_disk_is_unreachable() -> None:
    with pytest.raises(PrinterUnreachable) as caught:
        FileTransport("file:///dev/full", path=Path("/dev/full")).send(JOB)
    assert os.strerror(errno.ENOSPC) in str(caught.value)
