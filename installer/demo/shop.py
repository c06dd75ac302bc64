"""Sets up one demo till beside a demo platform: settings, goods, people, enrolment. Safe to repeat."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pos.bootstrap import build_till, enrol, open_catalogue, real_world
from pos.commands.rules import change
from pos.domain.people.staff import Role
from pos.domain.scanning.codes import ean_check_digit
from pos.domain.shop_rules import CashRounding
from pos.services.goods.catalogue_file import read_catalogue_file
from pos.services.installation.identity import load_identity
from pos.services.installation.settings import Settings, read_settings
from pos.services.people.sign_in import add_staff

ROOT = Path(__file__).resolve().parents[2]
DEMO_DATA = ROOT / "resources" / "demo"
TILL_ID = "S01-1"

_SETTINGS = """\
[store]
id = "S01"
name = "浆洗街店"
[till]
id = "{till_id}"
data_dir = "./till-data"
state_dir = "./till-state"
[monitor]
url = "{monitor}"
[printer]
url = "{printer}"
columns = 48
encoding = "gb18030"
[demo]
hints = "./hints.txt"
"""


@dataclass(frozen=True, slots=True)
class DemoShop:
    """A till that is ready to be started, and what a visitor may try."""

    settings: Settings
    config: Path
    hints: dict[str, Any]

    def card(self, what: str) -> str:
        """The number of a demo card: ready, lost, suspended, expired, no_lease."""
        return str(next(card["card_no"] for card in self.hints["cards"] if card["what"] == what))


def prepare(folder: Path, *, monitor_url: str, printer_url: str, federation: dict[str, Any]) -> DemoShop:
    """Write the settings, fill the catalogue once, and enrol the till once."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "till.toml"
    config.write_text(
        _SETTINGS.format(till_id=TILL_ID, monitor=monitor_url, printer=printer_url), encoding="utf-8"
    )
    hints = _hints(federation, monitor_url)
    (folder / "hints.txt").write_text(_help_page(hints), encoding="utf-8")
    settings = read_settings(config)
    _fill_catalogue(settings)
    identity = load_identity(settings.data_dir)
    if identity is None or not identity.enrolled:
        enrol(settings, federation["codes"][TILL_ID])
    _leave_off_fen(settings)
    return DemoShop(settings, config, hints)


def _leave_off_fen(settings: Settings) -> None:
    """The manager sets the shop's rule once: no fen coins, cash down to 角 (抹去分)."""
    till = build_till(settings, real_world())
    try:
        if till.rules.on(till.rules.today()).cash_rounding is CashRounding.OFF:
            manager = next(each for each in _staff() if Role(each["role"]) is Role.MANAGER)
            change(till, [f"cash_rounding={CashRounding.DOWN_TO_JIAO}"], manager["staff_id"], manager["pin"])
    finally:
        till.close()


def scale_label(prefix: str, plu: str, value: int) -> str:
    """A label as the shop's scale prints it: 21 amount in fen, 22 weight in grams."""
    body = f"{prefix}{plu}{value:05d}"
    return body + ean_check_digit(body)


def _fill_catalogue(settings: Settings) -> None:
    catalogue = open_catalogue(settings)
    try:
        if catalogue.staff_list():
            return
        catalogue.replace_goods(read_catalogue_file(DEMO_DATA / "goods.csv").goods)
        for person in _staff():
            add_staff(
                catalogue,
                staff_id=person["staff_id"],
                name=person["name"],
                role=Role(person["role"]),
                pin=person["pin"],
            )
    finally:
        catalogue.close()


def _staff() -> list[dict[str, str]]:
    with (DEMO_DATA / "staff.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _hints(federation: dict[str, Any], monitor_url: str) -> dict[str, Any]:
    return {
        "users": _staff(),
        "goods": [
            {"code": "6948195800941", "name": "压榨菜籽油 5L", "note": "米面油 8 折"},
            {"code": "6970385420011", "name": "土鸡蛋 30 枚", "note": "蛋 8 折"},
            {"code": "6921234567890", "name": "五常大米 10kg", "note": "米面油 8 折"},
            {"code": "6902265360100", "name": "酿造生抽 500ml", "note": "市场价"},
            {"code": scale_label("21", "00123", 454), "name": "上海青", "note": "秤码 4.54 元，蔬菜 6 折"},
            {
                "code": scale_label("22", "00207", 1354),
                "name": "本地番茄",
                "note": "秤码 1.354 kg，蔬菜 6 折",
            },
        ],
        "cards": [{**card, "note": card["words"]} for card in federation["cards"]],
        "platform": monitor_url,
    }


def _help_page(hints: dict[str, Any]) -> str:
    """The window's help page: headings, and lines of two words with a tab between."""
    sections = {
        "收银员": [(f"{user['staff_id']} {user['name']}", f"PIN {user['pin']}") for user in hints["users"]],
        "可以扫的商品": [(goods["code"], f"{goods['name']}（{goods['note']}）") for goods in hints["goods"]],
        "可以刷的爱心卡": [
            (card["card_no"], f"{card['masked_name']}（{card['note']}）") for card in hints["cards"]
        ],
        "监管平台": [(hints["platform"], "用浏览器打开")],
    }
    lines = []
    for title, rows in sections.items():
        lines += [f"# {title}", *(f"{left}\t{right}" for left, right in rows)]
    return "\n".join(lines) + "\n"
