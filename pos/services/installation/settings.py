"""The till's settings: one TOML file, read strictly, wrong keys named with their line (DESIGN 8.1)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from pos.devices.addresses import WITHOUT_ADDRESS, led_address, printer_address
from pos.domain.scanning.codes import LabelRules
from pos.domain.scanning.label_layout import LAYOUTS
from pos.errors.devices import DeviceUrlWrong
from pos.errors.installation import SettingsWrong
from pos.os_causes import os_cause
from pos.services.installation.state_folder import user_state_folder

_TEXT, _NUMBER, _FLAG, _LIST = str, int, bool, list
PAYMENT_WAYS = ("manual", "simulator")  # Somebody looks at the phone; a made-up channel.
PRINTER_ENCODINGS = ("gb18030", "gbk")
SCANNER_GAPS_MS = (20, 80)  # A person's digits come 60 ms apart at the very least, mostly 100 and more.
NO_SECOND = "none"  # `second_dir`: no stick is looked for.
_KNOWN: dict[str, dict[str, type]] = {
    "store": {"id": _TEXT, "name": _TEXT},
    # The last two are optional: where the ledger's end is remembered besides its own folder.
    "till": {"id": _TEXT, "data_dir": _TEXT, "state_dir": _TEXT, "second_dir": _TEXT},
    "monitor": {"url": _TEXT, "ca_file": _TEXT},
    "printer": {"url": _TEXT, "columns": _NUMBER, "encoding": _TEXT},
    "scanner": {"url": _TEXT, "slowest_gap_ms": _NUMBER},
    "scale": {"url": _TEXT},
    "customer_display": {"url": _TEXT},
    # Beyond the contract's keys, all optional: the shop's scale labels and the demo's help page.
    "payment": {
        "wechat": _TEXT,
        "alipay": _TEXT,
        "wechat_merchant": _TEXT,
        "alipay_merchant": _TEXT,
    },
    "labels": {"20": _TEXT, "21": _TEXT, "22": _TEXT, "23": _TEXT, "24": _TEXT, "check_digit": _FLAG},
    "demo": {"hints": _TEXT},
    # Tills of one store that help each other while the line to the platform is down; absent: they do not.
    "neighbours": {"listen": _TEXT, "peers": _LIST, "broadcast": _TEXT},
}
# What the TOML reader says, by a part of its sentence that tells it from the others.
_TOML_CAUSES = {
    "backslash": "settings.backslash",
    "Unescaped '\\'": "settings.backslash",
    "hex value": "settings.backslash",
    "twice": "settings.twice",
    "overwrite": "settings.twice",
    "Duplicate": "settings.twice",
    "immutable": "settings.twice",
    "Unterminated": "settings.quotes",
    'Expected "\'"': "settings.quotes",
    "Expected ']'": "settings.quotes",
    "Illegal character '\\n'": "settings.quotes",
    "Expected '='": "settings.equals",
    "Invalid value": "settings.value",
    "Expected newline": "settings.value",
}
_TYPE_CAUSES = {
    _TEXT: "settings.wants_text",
    _NUMBER: "settings.wants_number",
    _FLAG: "settings.wants_flag",
    _LIST: "settings.wants_list",
}
_TILL_ID = re.compile(r"[A-Z0-9]{1,12}-[0-9]{1,3}")


HostPort: TypeAlias = tuple[str, int]


@dataclass(frozen=True, slots=True)
class NeighbourPlaces:
    """Where tills of one store meet on the shop's net: a host and a port each.

    `listen`: where neighbours ask this till; `peers`: whom it asks; `broadcast`: where it looks for others,
    who answer when their `listen` has the same port.
    """

    listen: HostPort | None = None
    peers: tuple[HostPort, ...] = ()
    broadcast: HostPort | None = None

    @property
    def asks(self) -> bool:
        """Whether there is anybody to ask."""
        return bool(self.peers) or self.broadcast is not None


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one installation. Paths are absolute; a missing monitor means working offline."""

    store_id: str
    store_name: str
    till_id: str
    data_dir: Path
    state_dir: Path | None = (
        None  # Outside `data_dir`; of a settings file the user's own, unless it names one.
    )
    second_dir: Path | None = None  # A stick or second disk, if one is named.
    finds_second: bool = False  # Else one is looked for; a settings file says `none` to have none.
    monitor_url: str | None = None
    monitor_ca_file: Path | None = None  # Certificates of the federation's own authority (PEM).
    printer_url: str = "none"
    printer_columns: int = 48
    printer_encoding: str = "gb18030"
    scanner_url: str = "keyboard"
    scanner_slowest_gap_ms: int = 35  # Between two keys of one code; what is slower is a person.
    scale_url: str = "none"
    customer_display_url: str = "none"
    wechat: str = "manual"
    alipay: str = "manual"
    # Whose rows of a channel's bill are this shop's: a merchant number or the number of a shop in it.
    wechat_merchant: str | None = None
    alipay_merchant: str | None = None
    labels: LabelRules = field(default_factory=LabelRules)
    demo_hints: Path | None = None
    neighbours: NeighbourPlaces = NeighbourPlaces()
    file: Path | None = None  # Where it was read; None: it was made up, and cannot be changed.
    training: bool = False  # Not a key of the file: a till of its own to practise on, see `training`.

    @property
    def till_number(self) -> str:
        """The number painted on the counter: the part of the till id after the store."""
        return self.till_id.rpartition("-")[2]


def read_settings(path: Path) -> Settings:
    """Read a settings file. Relative paths are relative to the file. Raises SettingsWrong."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise SettingsWrong(path=str(path), line=0, cause="settings.not_there") from error
    except OSError as error:
        raise SettingsWrong(path=str(path), line=0, cause=os_cause(error), reason=str(error)) from error
    try:
        text = content.decode("utf-8-sig")  # Notepad begins a file with a byte order mark.
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsWrong(
            path=str(path), line=line, cause="settings.not_utf8", reason=str(error)
        ) from error
    try:
        body = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, text, error) from error
    return _File(path, text, body).settings()


def _not_toml(path: Path, text: str, error: tomllib.TOMLDecodeError) -> SettingsWrong:
    """The cause behind the library's sentence, and the line it names; the last one where it says the end."""
    said = str(error)
    found = re.search(r"at line (\d+)", said)
    line = int(found[1]) if found else len(text.rstrip().splitlines())
    cause = next((cause for part, cause in _TOML_CAUSES.items() if part in said), "settings.form")
    return SettingsWrong(path=str(path), line=line, cause=cause, reason=said)


def _is_address(url: str) -> bool:
    """Whether there is a host, and a port that can be one. If it is encrypted is asked when it is used."""
    if any(character.isspace() for character in url):
        return False
    try:
        parts = urlsplit(url)
        port = parts.port  # Raises ValueError for what is no number up to 65535.
    except ValueError:
        return False
    names_port = parts.netloc.rpartition("]")[2].rpartition("@")[2].count(":") == 1
    plain = not (parts.query or parts.fragment or parts.username)
    return bool(parts.hostname) and plain and (bool(port) if names_port else True)


class _File:
    """One settings file being read; it exists so that every complaint can name its line."""

    def __init__(self, path: Path, text: str, body: Mapping[str, Any]) -> None:
        self._path, self._text, self._body = path, text, body

    def settings(self) -> Settings:
        self._refuse_unknown()
        defaults = Settings(store_id="", store_name="", till_id="", data_dir=Path())
        till_id = self._value("till", "id", required=True)
        if not _TILL_ID.fullmatch(till_id):
            raise self._wrong("till", "id", "settings.till_id")
        columns = self._value("printer", "columns", default=defaults.printer_columns)
        if columns not in (32, 48):
            raise self._wrong("printer", "columns", "settings.columns")
        encoding = self._value("printer", "encoding", default=defaults.printer_encoding)
        if encoding.lower() not in PRINTER_ENCODINGS:
            known = "、".join(PRINTER_ENCODINGS)
            raise self._wrong("printer", "encoding", "settings.one_of", known=known)
        url = self._value("monitor", "url", default="")
        if url and not url.startswith(("http://", "https://")):
            raise self._wrong("monitor", "url", "settings.monitor_url")
        if url and not _is_address(url):
            raise self._wrong("monitor", "url", "settings.monitor_address")
        ca_file = self._value("monitor", "ca_file", default="")
        printer = self._value("printer", "url", default=defaults.printer_url)
        if printer not in WITHOUT_ADDRESS:
            self._address("printer", printer, printer_address)
        scanner, gap_ms = self._scanner(defaults)
        for channel in ("wechat", "alipay"):
            if self._value("payment", channel, default="manual") not in PAYMENT_WAYS:
                raise self._wrong("payment", channel, "settings.one_of", known="、".join(PAYMENT_WAYS))
        if self._value("scale", "url", default="none") != "none":
            raise self._wrong("scale", "url", "settings.one_of", known="none")
        display = self._value("customer_display", "url", default=defaults.customer_display_url)
        if display not in ("none", "window") and not display.startswith("serial://"):
            raise self._wrong("customer_display", "url", "settings.display_url")
        if display.startswith("serial://"):
            self._address("customer_display", display, led_address)
        hints = self._value("demo", "hints", default="")
        state = self._value("till", "state_dir", default="")
        second = self._value("till", "second_dir", default="")
        return Settings(
            store_id=self._value("store", "id", required=True),
            store_name=self._value("store", "name", required=True),
            till_id=till_id,
            data_dir=self._path_of(self._value("till", "data_dir", default="./data")),
            state_dir=self._path_of(state) if state else user_state_folder(),
            second_dir=self._path_of(second) if second not in ("", NO_SECOND) else None,
            finds_second=not second,
            monitor_url=url.rstrip("/") or None,
            monitor_ca_file=self._path_of(ca_file) if ca_file else None,
            printer_url=printer,
            printer_columns=columns,
            printer_encoding=encoding.lower(),
            scanner_url=scanner,
            scanner_slowest_gap_ms=gap_ms,
            wechat=self._value("payment", "wechat", default=defaults.wechat),
            alipay=self._value("payment", "alipay", default=defaults.alipay),
            wechat_merchant=self._value("payment", "wechat_merchant", default="") or None,
            alipay_merchant=self._value("payment", "alipay_merchant", default="") or None,
            customer_display_url=display,
            labels=self._labels(),
            neighbours=self._neighbours(),
            demo_hints=self._path_of(hints) if hints else None,
            file=self._path,
        )

    def _address(self, section: str, url: str, read: Callable[[str], object]) -> None:
        """Read a device's address only to see that it can be one: what is wrong is reported with its line."""
        try:
            read(url)
        except DeviceUrlWrong as error:
            raise self._wrong(section, "url", str(error.facts["cause"])) from error

    def _labels(self) -> LabelRules:
        section = dict(self._body.get("labels", {}))
        check_digit = section.pop("check_digit", True)
        if not section:
            return LabelRules(check_digit=check_digit)
        layouts = {}
        for prefix, layout in section.items():
            if not isinstance(layout, str) or layout not in LAYOUTS:
                raise self._wrong("labels", prefix, "settings.one_of", known="、".join(LAYOUTS))
            layouts[prefix] = LAYOUTS[layout]
        return LabelRules(layouts=layouts, check_digit=check_digit)

    def _neighbours(self) -> NeighbourPlaces:
        listen = self._value("neighbours", "listen", default="")
        broadcast = self._value("neighbours", "broadcast", default="")
        return NeighbourPlaces(
            listen=self._place("listen", listen) if listen else None,
            peers=tuple(
                self._place("peers", each) for each in self._value("neighbours", "peers", default=[])
            ),
            broadcast=self._place("broadcast", broadcast) if broadcast else None,
        )

    def _place(self, key: str, text: object) -> HostPort:
        if not isinstance(text, str) or not _is_address(f"//{text}"):
            raise self._wrong("neighbours", key, "settings.neighbour_place")
        parts = urlsplit(f"//{text}")
        if not parts.hostname or not parts.port or parts.path:
            raise self._wrong("neighbours", key, "settings.neighbour_place")
        return parts.hostname, parts.port

    def _refuse_unknown(self) -> None:
        for section, keys in self._body.items():
            if section in _KNOWN and not isinstance(keys, dict):
                raise self._wrong(section, None, "settings.wants_section")
            if section not in _KNOWN:
                raise self._wrong(section, None, "settings.section_unknown", known="、".join(_KNOWN))
            for key, value in keys.items():
                kind = _KNOWN[section].get(key)
                if kind is None:
                    known = "、".join(_KNOWN[section])
                    raise self._wrong(section, key, "settings.key_unknown", known=known)
                if type(value) is not kind:
                    raise self._wrong(section, key, _TYPE_CAUSES[kind])

    def _scanner(self, defaults: Settings) -> tuple[str, int]:
        scanner: str = self._value("scanner", "url", default=defaults.scanner_url)
        if scanner != "keyboard":
            raise self._wrong("scanner", "url", "settings.one_of", known="keyboard")
        gap_ms: int = self._value("scanner", "slowest_gap_ms", default=defaults.scanner_slowest_gap_ms)
        if not SCANNER_GAPS_MS[0] <= gap_ms <= SCANNER_GAPS_MS[1]:
            raise self._wrong("scanner", "slowest_gap_ms", "settings.scanner_gap")
        return scanner, gap_ms

    def _value(self, section: str, key: str, *, default: Any = None, required: bool = False) -> Any:
        value = self._body.get(section, {}).get(key, default)
        if required and not value:
            raise self._wrong(section, key, "settings.key_missing")
        return value

    def _path_of(self, text: str) -> Path:
        return (self._path.parent / text).resolve()

    def _wrong(self, section: str, key: str | None, cause: str, *, known: str = "") -> SettingsWrong:
        line = self._line_of(section, key)
        return SettingsWrong(
            path=str(self._path), line=line, cause=cause, section=section, key=key or "", known=known
        )

    def _line_of(self, section: str, key: str | None) -> int:
        """Find where a key stands; the TOML reader does not tell. 0 when it stands nowhere."""
        inside, heading = "", 0
        for number, line in enumerate(self._text.splitlines(), 1):
            title = re.match(r"\s*\[{1,2}\s*\"?([^\[\]\"]+?)\"?\s*\]", line)
            if title:
                inside = title[1]
                heading = number if inside == section else heading
            name = re.match(r"\s*\"?([\w-]+)\"?\s*=", line)
            if name and inside == section and name[1] == key:
                return number
            if name and not inside and key is None and name[1] == section:
                return number
        return heading
