"""Settings changed in the window: comments stay, wrong values are told, who did it stands in the journal."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import Act
from pos.errors.devices import DeviceUrlWrong
from pos.errors.installation import SettingsByHand, SettingsFixed, SettingsUnwritable, SettingsWrong
from pos.errors.ledger import LedgerUnwritable
from pos.errors.people import ActDenied, ApprovalNeeded
from pos.ledger.ledger import Ledger
from pos.services.installation.settings import read_settings
from pos.services.installation.settings_file import with_value
from pos.services.till import Till
from pos.ui.words.messages import words
from tests.services.telling import entries_of
from tests.shop import CASHIER, MANAGER, MANAGER_PIN, TRAINEE, TRAINEE_PIN, Shop

FILE = """\
# 本店的设置，改之前先问陈店长
[store]
id = "S01"
name = "浆洗街店"  # 招牌上的名字

[till]
id = "S01-1"
data_dir = "./till"
state_dir = "./state"

[printer]
url = "none"   # 旧打印机坏了 "2026-11-01"
# columns = 32
encoding = 'gb18030'
"""


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    file = tmp_path / "till.toml"
    file.write_text(FILE, encoding="utf-8")
    return Shop(tmp_path / "till", settings_file=file)


@pytest.fixture
def managed(till: Till) -> Till:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    return till


def text_of(shop: Shop) -> str:
    assert shop.settings_file is not None
    return shop.settings_file.read_text(encoding="utf-8")


def test_a_value_changes_in_its_line_and_every_comment_stays(managed: Till, shop: Shop) -> None:
    managed.settings_desk.change("printer", "url", "tcp://192.168.1.50:9100")
    assert text_of(shop) == FILE.replace('url = "none"', 'url = "tcp://192.168.1.50:9100"')
    managed.settings_desk.change("printer", "columns", 32)
    assert "[printer]\ncolumns = 32\nurl" in text_of(shop)
    managed.settings_desk.change("payment", "wechat_merchant", '16"00\\1')
    assert text_of(shop).endswith('[payment]\nwechat_merchant = "16\\"00\\\\1"\n')
    assert managed.settings_desk.stored().wechat_merchant == '16"00\\1'
    assert text_of(shop).count("#") == FILE.count("#")
    assert sorted(path.name for path in shop.folder.parent.iterdir() if "toml" in path.name) == ["till.toml"]


def test_who_changed_what_stands_in_the_journal(managed: Till) -> None:
    managed.settings_desk.change("printer", "url", "screen")
    managed.settings_desk.change("printer", "url", "screen")  # Nothing new, nothing said.
    (entry,) = entries_of(managed, EntryKind.SETTINGS_CHANGED)
    assert (entry.actor, entry.approver) == (MANAGER, None)
    assert entry.data == {
        "section": "printer",
        "key": "url",
        "before": "none",
        "after": "screen",
        "rule": "change_settings.manager.allowed",
    }


def test_a_cashier_needs_the_manager_and_a_trainee_may_not(till: Till, shop: Shop) -> None:
    with pytest.raises(ApprovalNeeded):
        till.settings_desk.change("printer", "url", "screen")
    assert text_of(shop) == FILE
    till.permissions.approve(Act.CHANGE_SETTINGS, MANAGER, MANAGER_PIN)
    till.settings_desk.change("printer", "url", "screen")
    (entry,) = entries_of(till, EntryKind.SETTINGS_CHANGED)
    assert (entry.actor, entry.approver) == (CASHIER, MANAGER)
    till.people.sign_in(TRAINEE, TRAINEE_PIN)
    with pytest.raises((ActDenied, ApprovalNeeded)):
        till.settings_desk.change("printer", "url", "none")


@pytest.mark.parametrize(
    ("section", "key", "value", "said"),
    [
        ("printer", "columns", 40, "48（80 毫米纸）或 32"),
        ("printer", "url", "tcp://", "tcp:// 后面要写打印机的 IP 地址"),
        ("printer", "url", "usb://04b8:0202", "请用网口打印机"),
        ("payment", "wechat", "telepathy", "只能写 manual、simulator"),
        ("payment", "bitcoin", "yes", "没有 bitcoin 这一项"),
    ],
)
def test_a_wrong_value_is_told_as_at_a_start_and_changes_nothing(
    managed: Till, shop: Shop, section: str, key: str, value: str | int, said: str
) -> None:
    with pytest.raises((SettingsWrong, DeviceUrlWrong)) as refused:
        managed.settings_desk.change(section, key, value)
    told = words(refused.value)
    assert said in told.title + told.what_next
    assert text_of(shop) == FILE
    assert entries_of(managed, EntryKind.SETTINGS_CHANGED) == []
    assert [path.name for path in shop.folder.parent.glob(".till*")] == []


def test_with_a_full_journal_the_file_stays_as_it_is(
    managed: Till, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise LedgerUnwritable(reason="full")

    monkeypatch.setattr(Ledger, "append", full)
    with pytest.raises(LedgerUnwritable):
        managed.settings_desk.change("printer", "url", "screen")
    assert text_of(shop) == FILE


def test_a_file_that_is_gone_and_a_till_without_one(managed: Till, shop: Shop, tmp_path: Path) -> None:
    assert shop.settings_file is not None
    shop.settings_file.unlink()
    with pytest.raises(SettingsUnwritable) as refused:
        managed.settings_desk.change("printer", "url", "screen")
    assert "找不到" in words(refused.value).what_next
    managed.close()
    shop.settings_file = None
    bare = shop.start()
    bare.people.sign_in(MANAGER, MANAGER_PIN)
    with pytest.raises(SettingsFixed):
        bare.settings_desk.change("printer", "url", "screen")
    bare.close()


def test_a_printer_is_used_at_once_and_prints_the_page_to_look_at(managed: Till, tmp_path: Path) -> None:
    paper = tmp_path / "paper.bin"
    paper.touch()
    managed.settings_desk.change("printer", "url", f"file://{paper}")
    assert managed.printing.view().configured
    managed.settings_desk.print_test()
    assert managed.printing.wait_until_idle(10)
    assert "打印测试页".encode("gb18030") in paper.read_bytes()
    assert managed.printing.view().healthy


# ── The one line ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[printer]\r\nurl='none'#x\r\n", '[printer]\r\nurl="screen"#x\r\n'),
        ("\ufeff[printer]\nurl = 'a # b'  # c\n", '\ufeff[printer]\nurl = "screen"  # c\n'),
        ('[ "printer" ]\n"url" = "a\\"b"', '[ "printer" ]\n"url" = "screen"'),
        ("[printer]", '[printer]\nurl = "screen"\n'),
        ("[till]\nurl = 'x'\n[printer]\n", "[till]\nurl = 'x'\n[printer]\nurl = \"screen\"\n"),
        ("", '[printer]\nurl = "screen"\n'),
        ("a = 1", 'a = 1\n[printer]\nurl = "screen"\n'),
    ],
)
def test_one_line_is_another_whatever_stands_around_it(before: str, after: str) -> None:
    assert with_value(before, "printer", "url", "screen") == after


@pytest.mark.parametrize(
    "text",
    ['printer.url = "none"\n', 'printer = { url = "none" }\n', '[printer]\nurl = """none"""\n'],
)
def test_what_one_line_cannot_change_is_left_to_a_person(text: str) -> None:
    assert tomllib.loads(text)
    with pytest.raises(SettingsByHand):
        with_value(text, "printer", "url", "screen")


def test_a_link_stays_a_link(shop: Shop, tmp_path: Path) -> None:
    assert shop.settings_file is not None
    link = tmp_path / "elsewhere.toml"
    link.symlink_to(shop.settings_file)
    shop.settings_file = link
    till = shop.start()
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.settings_desk.change("printer", "url", "screen")
    assert link.is_symlink()
    assert read_settings(link).printer_url == "screen"
    till.close()
