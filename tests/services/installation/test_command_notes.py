"""`python -m pos staff` stands in the journal too: who, what, and that a command did it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pos.__main__ import main
from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import BY_COMMAND
from pos.services.installation.command_notes import CommandNotes
from pos.services.till import Till
from pos.ui.reports.journal.words import say_entry
from tests.services.returning import first_bad, ledger_of
from tests.services.telling import entries_of
from tests.shop import MANAGER, MANAGER_PIN, Shop


@pytest.fixture
def config(shop: Shop, tmp_path: Path) -> str:
    settings = tmp_path / "till.toml"
    settings.write_text(
        f'[store]\nid = "S01"\nname = "浆洗街店"\n[till]\nid = "S01-1"\ndata_dir = "{shop.folder}"\n',
        encoding="utf-8",
    )
    return str(settings)


def staff(config: str, monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("4321\n"))
    assert main(["--config", config, "staff", *words, "--pin-from-stdin"]) == 0


def notes_of(shop: Shop, till: Till) -> CommandNotes:
    return CommandNotes(shop.folder, ledger_of(till), till.clock)


def test_a_person_added_beside_the_running_till_stands_in_its_journal(
    shop: Shop, till: Till, config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff(config, monkeypatch, "1009", "周英", "cashier")
    staff(config, monkeypatch, "1009", "周英", "manager")
    notes_of(shop, till).take()
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.journal.open()
    said = [say_entry(each) for each in till.journal.search(kinds=(EntryKind.STAFF_CHANGED,)).entries]
    assert all(each.title.startswith("员工") and "周英" in each.title for each in said), said
    assert ("经手", "收银机") in said[0].pairs and ("依据", "命令行") in said[0].pairs
    told = [each.data for each in entries_of(till, EntryKind.STAFF_CHANGED)]
    assert sorted((each["change"], each["role_before"]) for each in told) == [
        ("added", None), ("pin", None), ("role", "cashier"),
    ]  # fmt: skip
    assert {each["rule"] for each in told} == {BY_COMMAND}
    assert not list((shop.folder / "notes").glob("*.json")), "each note is written down once"
    assert "4321" not in str(told)
    notes_of(shop, till).take()
    assert len(entries_of(till, EntryKind.STAFF_CHANGED)) == 3
    assert till.people.sign_in("1009", "4321").name == "周英"
    till.close()
    assert first_bad(shop) is None


def test_a_note_that_was_left_half_written_or_twice_harms_nothing(
    shop: Shop, till: Till, config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff(config, monkeypatch, "1009", "周英", "cashier")
    (note,) = (shop.folder / "notes").glob("*.json")
    kept = note.read_bytes()
    notes_of(shop, till).take()
    note.write_bytes(kept)  # The till was killed between the entry and forgetting the note.
    (shop.folder / "notes" / "zzz.json").write_text('{"staff_id": ', encoding="utf-8")
    notes_of(shop, till).take()
    assert len(entries_of(till, EntryKind.STAFF_CHANGED)) == 1
    assert [each.name for each in (shop.folder / "notes").iterdir()] == ["zzz.unreadable"]
