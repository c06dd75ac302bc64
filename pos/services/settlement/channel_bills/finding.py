"""Finds the right bills among the files of a few folders, so that nobody has to choose files at a till."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pos.domain.calendar import BusinessDate
from pos.domain.paying.tender import TenderKind
from pos.domain.settlement.three_way import BenefitDay
from pos.errors import PosError
from pos.services.settlement.channel_bills.federation import federation_days, is_account
from pos.services.settlement.channel_bills.files import BillFile, bill_files
from pos.services.settlement.channel_bills.read import SORTS, read_bill
from pos.services.settlement.channel_bills.sorts import sort_of

FILES_MAX = 60  # Only the newest: a folder of downloads may have thousands.
SUFFIXES = (".csv", ".zip", ".gz", ".txt")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that is a bill, an account, or one of these with something wrong (`problem`)."""

    path: Path
    kind: TenderKind | None  # None: the federation's account, or unknown.
    dates: tuple[BusinessDate, ...] = ()
    problem: PosError | None = None
    account: tuple[BenefitDay, ...] = ()

    def has(self, date: BusinessDate) -> bool:
        """Whether it has rows of a date."""
        return date in self.dates


def find_bills(folders: Sequence[Path]) -> tuple[FoundFile, ...]:
    """Look at the newest files of these folders. Other files are left out; a bad bill is reported."""
    found: dict[tuple[tuple[str, ...], ...], FoundFile | None] = {}
    for path in _newest(folders):
        try:
            files = bill_files(path)
        except PosError:
            continue  # Not a text, or not to be opened: some other file of the folder.
        content = tuple(file.lines for file in files)
        if content not in found:  # Browsers keep what is downloaded again beside the first.
            found[content] = _look(path, files)
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
        return  # The stick was removed or the folder does not exist: there are no files.


def _look(path: Path, files: Sequence[BillFile]) -> FoundFile | None:
    """What one file is: an account, a channel's bills, or a file of a channel that settles nothing."""
    for file in files:
        if is_account(file):
            return _account(path, file)
    known = [(file, found) for file in files if (found := sort_of(file)) is not None]
    bills = [(file, found) for file, found in known if found.sort in SORTS.values()]
    if not known:
        return None
    kind = (bills or known)[0][1].sort.kind
    try:
        movements = [row for each in bills or known for row in read_bill(*each).movements]
    except PosError as problem:
        return FoundFile(path, kind, problem=problem)
    return FoundFile(path, kind, tuple(sorted({row.date for row in movements})))


def _account(path: Path, file: BillFile) -> FoundFile:
    try:
        account = federation_days(file)
    except PosError as problem:
        return FoundFile(path, None, problem=problem)
    return FoundFile(path, None, tuple(sorted({day.date for day in account})), account=account)
