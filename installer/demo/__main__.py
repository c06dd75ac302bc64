"""`dev.py run`: opens the demo shop in a window, or plays a scripted day where there is no screen."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from installer.demo.platform import Platform, seed, start
from installer.demo.printer import SimulatedPrinter
from installer.demo.shop import DemoShop, prepare

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Prepare platform, printer and till, then hand over to a person or to the script."""
    parser = argparse.ArgumentParser(prog="dev.py run", description="Opens the demo shop.")
    parser.add_argument("--scripted", action="store_true", help="play a day even though there is a screen")
    parser.add_argument("--fresh", action="store_true", help="forget what the demo shop sold before")
    asked = parser.parse_args(arguments)
    scripted = asked.scripted or not _has_screen()
    out = ROOT / "demo-out" / ("day" if scripted else "shop")
    # A scripted day begins with an empty ledger, so that its figures are the same each time; a
    # visitor's shop keeps what was sold, but not yesterday's pictures of paper.
    data = out / "data" if scripted else ROOT / "data" / "demo"
    shutil.rmtree(out, ignore_errors=True)
    if asked.fresh:
        shutil.rmtree(data, ignore_errors=True)
    out.mkdir(parents=True)
    data.mkdir(parents=True, exist_ok=True)

    _say("Seeding the federation: 14 stores, 22 tills, 2,000 cards …")
    federation = seed(data / "monitor")
    _say("Starting the platform …")
    platform = start(data / "monitor", out / "platform.log")
    printer = SimulatedPrinter(out / "receipts")
    try:
        _say("Filling the shelves: 3,000 goods …")
        shop = prepare(
            data / "till", monitor_url=platform.url, printer_url=printer.url, federation=federation
        )
        _tell(shop, platform, out)
        _tell_accounts(federation["accounts"], data / "monitor")
        if scripted:
            from installer.demo.day import play

            return play(shop, printer, out)
        return _open_window(shop)
    finally:
        printer.close()
        platform.stop()


def _open_window(shop: DemoShop) -> int:
    from pos.__main__ import main as pos_main

    _say("Opening the till window. Close it to end the demo.")
    return pos_main(["--config", str(shop.config)])


def _has_screen() -> bool:
    if sys.platform == "win32":
        return True
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _tell(shop: DemoShop, platform: Platform, out: Path) -> None:
    """What a visitor may try; the window's help (F1) shows the same."""
    hints: dict[str, Any] = shop.hints
    _say("")
    _say("收银员 / sign in with")
    for user in hints["users"]:
        _say(f"  {user['staff_id']}  PIN {user['pin']}  {user['name']} ({user['role']})")
    _say("商品 / goods to scan or type, then Enter")
    for goods in hints["goods"]:
        _say(f"  {goods['code']:<14} {goods['name']}（{goods['note']}）")
    _say("爱心卡 / cards")
    for card in hints["cards"]:
        _say(f"  {card['card_no']}  {card['masked_name']}：{card['note']}")
    _say(f"监管平台 / platform    {platform.url}")
    _say(f"小票 / receipts        {out / 'receipts'}")
    _say("")


def _tell_accounts(accounts: list[dict[str, str]], data: Path) -> None:
    """Who signs in to the platform's pages; told when they are made, and then never again."""
    if not accounts:
        return
    _say(f"平台账号 / accounts of the platform   密码 / password {accounts[0]['password']}")
    for account in accounts:
        _say(f"  {account['login']:<16} {account['name']} ({account['roles']})")
    _say(f"  动态码 / code: python -m monitor demo-code LOGIN --data-dir {data}")
    _say("")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
