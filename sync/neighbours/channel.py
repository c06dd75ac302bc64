"""An encrypted line between two neighbours, and messages on it: four bytes of length, then MessagePack.

TLS hides the card's number from others on the shop's net. Who is at the other end is not TLS's matter:
both ends sign the certificate's digest with their device keys.
"""

from __future__ import annotations

import ssl
import tempfile
from pathlib import Path
from socket import socket
from typing import Final, TypeVar

import msgspec

from pos.crypto.line_certificate import make_certificate
from sync.protocol.errors import WireTooLarge, WireUnreadable

FRAME_BYTES_MAX: Final = 512 * 1024
_LENGTH_BYTES: Final = 4

Message = TypeVar("Message", bound=msgspec.Struct)


class LineEnd:
    """The side that is called: one certificate for as long as the program runs."""

    def __init__(self) -> None:
        certificate, key = make_certificate()
        self.certificate = ssl.PEM_cert_to_DER_cert(certificate.decode("ascii"))
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_3
        with tempfile.TemporaryDirectory(prefix="till-line-") as folder:  # The library reads only files.
            both = Path(folder) / "line.pem"
            both.write_bytes(certificate + key)
            self._context.load_cert_chain(both)

    def meet(self, connection: socket) -> ssl.SSLSocket:
        """Encrypt a connection that came in. Raises OSError."""
        return self._context.wrap_socket(connection, server_side=True)


def call(connection: socket) -> tuple[ssl.SSLSocket, bytes]:
    """Encrypt a connection to a neighbour; return it with the certificate that its signature must name.

    Raises OSError.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # The neighbour's device key signs the certificate's digest instead.
    line = context.wrap_socket(connection)
    return line, line.getpeercert(binary_form=True) or b""


def send(line: ssl.SSLSocket, message: msgspec.Struct) -> None:
    """Send one message whole. Raises OSError, WireTooLarge."""
    body = msgspec.msgpack.encode(message)
    if len(body) > FRAME_BYTES_MAX:
        raise WireTooLarge(limit=FRAME_BYTES_MAX)
    line.sendall(len(body).to_bytes(_LENGTH_BYTES, "big") + body)


def receive(line: ssl.SSLSocket, expected: type[Message]) -> Message:
    """Wait for one whole message. Raises OSError, WireTooLarge, WireUnreadable."""
    length = int.from_bytes(_read(line, _LENGTH_BYTES), "big")
    if length > FRAME_BYTES_MAX:
        raise WireTooLarge(limit=FRAME_BYTES_MAX)
    return decode(_read(line, length), expected)


def decode(body: bytes, expected: type[Message]) -> Message:
    """Read a message's bytes. Raises WireUnreadable."""
    try:
        return msgspec.msgpack.decode(body, type=expected, strict=True)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireUnreadable(reason=f"{expected.__name__}: {error}") from error


def _read(line: ssl.SSLSocket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = line.recv(count - len(parts))
        if not part:
            raise WireUnreadable(reason=f"the line ended after {len(parts)} of {count} bytes")
        parts += part
    return bytes(parts)
