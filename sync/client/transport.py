"""Sends and receives HTTP by httpx: TLS verified, limits on time and bytes, no redirects.

httpx is imported with the first exchange, on the thread that syncs: it takes longer to import
than a till may take to be ready for its first customer.
"""

from __future__ import annotations

import ipaddress
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pos.errors.platform import MonitorUnreachable
from sync.client.ports import WireRequest, WireResponse
from sync.protocol.codec import JSON_BYTES_MAX, PACKED_BYTES_MAX
from sync.protocol.errors import MonitorUrlWrong, WireTooLarge, WireUnreadable
from sync.protocol.request_signing import HEADER_ANSWER

if TYPE_CHECKING:
    import httpx

CONNECT_S: Final = 5.0
SILENCE_S: Final = 15.0  # Of the line while sending or receiving.
EXCHANGE_S: Final = 60.0  # From the first byte of an answer to the last; a drip must not hold us for ever.


class HttpTransport:
    """One connection to one platform. Made for one thread at a time; `close` when done."""

    def __init__(
        self,
        url: str,
        *,
        ca_file: Path | None = None,
        program: str = "huimin-till",
        connect_s: float = CONNECT_S,
        silence_s: float = SILENCE_S,
        exchange_s: float = EXCHANGE_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Check the address; nothing is opened yet. Raises MonitorUrlWrong.

        `ca_file`: further certificates to trust (PEM), for a federation with its own authority.
        """
        _check_url(url)
        self._url = url
        self._ca_file = ca_file
        self._program = program
        self._connect_s = connect_s
        self._silence_s = silence_s
        self._exchange_s = exchange_s
        self._monotonic = monotonic
        self._client: httpx.Client | None = None

    def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def exchange(self, request: WireRequest) -> WireResponse:
        """Send and wait. Raises MonitorUnreachable, WireTooLarge, WireUnreadable, MonitorUrlWrong."""
        import httpx

        if self._client is None:
            self._client = self._open()
        try:
            with self._client.stream(
                request.method, request.path, content=request.body, headers=dict(request.headers)
            ) as response:
                return WireResponse(response.status_code, self._read(response), _signature(response))
        except httpx.TimeoutException as error:
            raise MonitorUnreachable(reason="timeout") from error
        except httpx.ConnectError as error:
            raise MonitorUnreachable(reason="tls" if _is_about_tls(error) else "connection") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise MonitorUnreachable(reason=type(error).__name__) from error

    def _open(self) -> httpx.Client:
        import httpx

        return httpx.Client(
            base_url=self._url,
            verify=_tls(self._ca_file),
            timeout=httpx.Timeout(self._silence_s, connect=self._connect_s),
            follow_redirects=False,
            # No proxy from the environment: the light tells about the platform, not about something between.
            trust_env=False,
            headers={"User-Agent": self._program, "Accept-Encoding": "identity"},
        )

    def _read(self, response: httpx.Response) -> bytes:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise WireUnreadable(reason="the answer is packed in a way that was not asked for")
        limit = PACKED_BYTES_MAX if response.status_code == 200 else JSON_BYTES_MAX
        until = self._monotonic() + self._exchange_s
        body = bytearray()
        for part in response.iter_raw():
            body += part
            if len(body) > limit:
                raise WireTooLarge(limit=limit)
            if self._monotonic() > until:
                raise MonitorUnreachable(reason="timeout")
        return bytes(body)


def _signature(response: httpx.Response) -> bytes:
    try:
        return bytes.fromhex(response.headers.get(HEADER_ANSWER, ""))
    except ValueError:  # The sender of this is not the platform.
        return b""


def _check_url(url: str) -> None:
    """Refuse what is no address, and plain http to anywhere but this machine: cards travel here."""
    try:
        parsed = urlsplit(url)
        host, _port = parsed.hostname, parsed.port
    except ValueError as error:
        raise MonitorUrlWrong(url=url, reason="no_url") from error
    if parsed.username is not None or parsed.password is not None:
        raise MonitorUrlWrong(url="", reason="password_in_url")  # Which must not get into a log.
    if parsed.scheme not in ("http", "https") or not host or parsed.query or parsed.fragment:
        raise MonitorUrlWrong(url=url, reason="no_url")
    if parsed.scheme == "http" and not _is_this_machine(host):
        raise MonitorUrlWrong(url=url, reason="not_encrypted")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _tls(ca_file: Path | None) -> ssl.SSLContext:
    import httpx

    # Both the authorities that come with httpx (a bare Debian has none) and the machine's own, where
    # an administrator puts the federation's. Certificate and host name are verified.
    context = httpx.create_ssl_context(verify=True, trust_env=False)
    context.load_default_certs()
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as error:  # An ssl.SSLError is one too.
            raise MonitorUrlWrong(url=str(ca_file), reason="ca_file") from error
    return context


def _is_about_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
