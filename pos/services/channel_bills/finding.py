"""Finding the right bills among the files of a few folders, so that nobody has to pick files at a till."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pos.domain.calendar import BusinessDate
from pos.domain.settlement import BenefitDay
from pos.domain.tender import TenderKind
from pos.errors import BillNotOfChannel, PosError
from pos.services.channel_bills.alipay import read_alipay
from pos.services.channel_bills.bill import Bill
from pos.services.channel_bills.federation import federation_days
from pos.services.channel_bills.files import BillRow, bill_rows
from pos.services.channel_bills.wechat import read_wechat

FILES_MAX = 60  # The newest; somebody's folder of downloads may hold thousands.
SUFFIXES = (".csv", ".zip")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that is a bill, an account, or one of these with something wrong (`problem`)."""

    path: Path
    kind: TenderKind | None  # None: the federation's account, or nobody can tell.
    dates: tuple[BusinessDate, ...] = ()
    problem: PosError | None = None
    account: tuple[BenefitDay, ...] = ()

    def has(self, date: BusinessDate) -> bool:
        """Whether it says something of a date."""
        return date in self.dates


def find_bills(folders: Sequence[Path]) -> tuple[FoundFile, ...]:
    """Look at the newest files of these folders. What is no bill at all is left out; a bad bill is told."""
    found: dict[tuple[BillRow, ...], FoundFile | None] = {}
    for path in _newest(folders):
        try:
            rows = tuple(bill_rows(path))
        except PosError:
            continue  # Not a text, or not to be opened: some other file of the folder.
        if rows not in found:  # Browsers keep what is downloaded again beside the first.
            found[rows] = _look(path, rows)
    return tuple(each for each in found.values() if each is not None)


def _newest(folders: Iterable[Path]) -> list[Path]:
    files: list[tuple[float, Path]] = []
    for folder in folders:
        files += [(path.stat().st_mtime, path) for path in _inside(folder)]
    return [path for _when, path in sorted(files, key=lambda each: (-each[0], each[1].name))[:FILES_MAX]]


def _inside(folder: Path) -> Iterator[Path]:
    try:
        for path in folder.iterdir():
            if path.suffix.lower() in SUFFIXES and path.is_file():
                yield path
    except OSError:
        return  # A stick that was pulled out, a folder nobody made: there are no files there.


def _look(path: Path, rows: Sequence[BillRow]) -> FoundFile | None:
    try:
        account = federation_days(path.name, rows)
    except BillNotOfChannel:
        pass
    except PosError as problem:
        return FoundFile(path, None, problem=problem)
    else:
        return FoundFile(path, None, tuple(sorted({day.date for day in account})), account=account)
    readers: tuple[tuple[TenderKind, Callable[[str, Sequence[BillRow]], Bill]], ...] = (
        (TenderKind.WECHAT, read_wechat),
        (TenderKind.ALIPAY, read_alipay),
    )
    for kind, read in readers:
        try:
            bill = read(path.name, rows)
        except BillNotOfChannel:
            continue
        except PosError as problem:
            return FoundFile(path, kind, problem=problem)
        return FoundFile(path, kind, tuple(sorted({row.date for row in bill.movements})))
    return None
