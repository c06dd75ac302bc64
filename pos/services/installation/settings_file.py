"""Changes one value of the settings file. Comments, order and spelling stay as they are.

The file belongs to the shop: a person's comments must not be lost. So only the one line is
changed, and the result is compared with the old file: any other difference refuses the change.
"""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from contextlib import suppress
from pathlib import Path

from pos.errors.installation import SettingsByHand, SettingsUnwritable
from pos.os_causes import os_cause
from pos.services.installation.settings import Settings, read_settings

_MARK = "\ufeff"  # Notepad begins a file with it.


def with_value(text: str, section: str, key: str, value: str | int) -> str:
    """The file's text with one value set. Raises SettingsByHand where one line does not do it."""
    mark, body = (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)
    changed = _set(body, section, key, _literal(value))
    wanted = tomllib.loads(body)
    wanted.setdefault(section, {})[key] = value
    try:
        made = tomllib.loads(changed)
    except tomllib.TOMLDecodeError as error:
        raise SettingsByHand(section=section, key=key) from error
    if made != wanted:
        raise SettingsByHand(section=section, key=key)
    return mark + changed


def rewrite(path: Path, text: str) -> PendingFile:
    """Write the new text beside the file and read it as a start would. Raises SettingsUnwritable,
    SettingsWrong; the file itself is as before.
    """
    path = path.resolve()  # Of a link, what it leads to.
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, beside)
    except OSError as error:
        _forget(beside)
        raise SettingsUnwritable(path=str(path), cause=os_cause(error), reason=str(error)) from error
    try:
        return PendingFile(path, beside, read_settings(beside))
    except BaseException:
        _forget(beside)
        raise


class PendingFile:
    """A new version of a file, beside the old one until it replaces it."""

    def __init__(self, path: Path, beside: Path, settings: Settings) -> None:
        self._path, self._beside = path, beside
        self.settings = settings  # As a start would read them.

    def take_place(self) -> None:
        """All of it at once, or nothing. Raises SettingsUnwritable."""
        try:
            self._beside.replace(self._path)
        except OSError as error:
            self.forget()
            raise SettingsUnwritable(
                path=str(self._path), cause=os_cause(error), reason=str(error)
            ) from error

    def forget(self) -> None:
        """It is not wanted any more."""
        _forget(self._beside)


def _forget(beside: Path) -> None:
    with suppress(OSError):
        beside.unlink()


def _set(text: str, section: str, key: str, literal: str) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    inside, heading = "", None
    for number, line in enumerate(lines):
        title = re.match(r"\s*\[\s*\"?([^\]\"]+?)\"?\s*\]", line)
        if title:
            inside = title[1]
            heading = number if inside == section else heading
        name = re.match(r"\s*\"?([\w-]+)\"?\s*=\s*", line)
        if name and inside == section and name[1] == key:
            lines[number] = line[: name.end()] + literal + line[_end_of_value(line, name.end()) :]
            return "".join(lines)
    added = f"{key} = {literal}{end}"
    if heading is None:
        before = "" if not text or text.endswith(("\n", "\r")) else end
        return f"{text}{before}[{section}]{end}{added}"
    if not lines[heading].endswith(("\n", "\r")):
        lines[heading] += end
    lines.insert(heading + 1, added)
    return "".join(lines)


def _end_of_value(line: str, start: int) -> int:
    """Where the value that begins here is over: behind its quotes, or before what follows it."""
    quoted = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'').match(line, start)
    if quoted:
        return quoted.end()
    plain = re.compile(r"[^\s#]*").match(line, start)
    assert plain is not None
    return plain.end()


def _literal(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'
