"""Takes a picture of every screen and panel: `python -m tests.ui.gallery docs/pictures [NAME …]`.

Five windows: three sizes of screen, and the letters at 150 % and 200 %. A picture is called after its
scene, the width of the screen and, where they have grown, the letters: `pay-1366-150.png`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt

from pos.services.practice.training import training_cards
from pos.ui.selling.customer.window import CustomerWindow
from tests.services.settlement.channel_bills.bills import Moved, alipay_bill, wechat_bill
from tests.shop import MANAGER, MANAGER_PIN, OIL, SOY, FakeClock
from tests.ui.pictures import Photographer
from tests.ui.scenes import SCENES, reset
from tests.ui.windows import Clerk

WINDOWS = (
    ((1024, 768), 100),
    ((1366, 768), 100),
    ((1920, 1080), 100),
    ((1366, 768), 150),
    ((1366, 768), 200),
)
# What a mistake looks like is for the tests; the documents show each screen and panel at its work.
NOT_SHOWN = {name for name in SCENES if name.endswith("_refused")} | {
    "counted_badly",
    "text_size",
    "sign",
    "no_reason",
    "settings_printer",
    "settings_address",
    "settings_rule",
    "settings_day",
    "staff_acts",
    "staff_number",
    "staff_name",
    "staff_role",
    "staff_pin",
    "staff_stop",
    "asking_for_the_rest",
    "rest_not_given",
}
# Sales and payments of the scene before would stand in these, too.
FRESH = {"done", "unclear", "unclear_aside", "payments", "receipts", "last_sale", "subsidy", "x_report",
         "handover", "counted", "journal", "give_back", "given_back", "void", "settlement"}  # fmt: skip
# With larger letters: one of each kind of screen and panel.
LARGE = {"sign_in", "shift", "checkout", "pay", "paid", "unclear", "search", "more", "show_help", "price",
         "done", "another_price", "approval", "give_back", "goods_preview", "handover", "counted", "journal",
         "day", "charts", "self_test", "settlement", "training"}  # fmt: skip
CUSTOMER = ("customer_welcome", "customer_buying", "customer_paying", "customer_thanks")
TRAINING = ("training",)
SETTLEMENT = ("settlement",)


def main(folder: Path, wanted: tuple[str, ...] = ()) -> None:
    """Take every picture of the documents, or only those that are wanted, in each of the windows."""
    folder.mkdir(parents=True, exist_ok=True)
    for size, percent in WINDOWS:
        names = tuple(name for name in wanted or shown() if wanted or percent == 100 or name in LARGE)
        _scenes(partial(Photographer, folder, size, percent), names)
        if set(CUSTOMER) & set(names):
            _customer(Photographer(folder, size, percent, display="window"))
        if "training" in names:
            _training(Photographer(folder, size, percent, training=True))


def shown() -> tuple[str, ...]:
    """The name of every picture of the documents, without the size."""
    scenes = (name for name in SCENES if name not in NOT_SHOWN)
    return (*scenes, "settlement", *CUSTOMER, "training")


def _scenes(camera_of: Callable[[], Photographer], names: tuple[str, ...]) -> None:
    """All that the tests of looks look at; the sale itself with the basket of the design."""
    scenes = SCENES | {"search": _search, "settlement": _settlement}
    shared = camera_of()
    shared.work()
    for name in names:
        if name not in scenes:
            continue
        camera = camera_of() if name in FRESH else shared
        if camera is shared:
            reset(camera.clerk)
        else:
            camera.work()
        camera.clerk.window.activateWindow()  # Another one was before the camera; the focus is to be seen.
        camera.clerk.turn()
        if name in ("checkout", "pay", "paid"):
            _sale(camera, name)
        else:
            scenes[name](camera.clerk)
        camera.clerk.background.wait(30)
        camera.take(name, after_ms=600 if name in ("done", "given_back", "last_sale") else 60)
        if camera is not shared:
            camera.close()
    shared.close()


def _sale(camera: Photographer, name: str) -> None:
    camera.ring_up()
    if name != "checkout":
        camera.pay()
    if name == "paid":
        camera.clerk.window.pay.show_amount("100")  # Not taken yet: the change is shown already.


def _search(clerk: Clerk) -> None:
    clerk.window.conductor.open_search("菜")


def _settlement(clerk: Clerk) -> None:
    """Yesterday had two sales by phone; the channels' bills know of one of them, and of another sum."""
    clock = clerk.till.checkout._parts.clock
    assert isinstance(clock, FakeClock)
    for code, key in ((SOY, Qt.Key.Key_F2), (OIL, Qt.Key.Key_F3)):
        clerk.scan(code)
        clerk.press(Qt.Key.Key_F12, key, Qt.Key.Key_Return, Qt.Key.Key_F12, Qt.Key.Key_Return)
        clerk.window.conductor.close_panel()
    bills = clerk.till.settlement.folders[0]
    bills.mkdir(parents=True, exist_ok=True)
    (bills / "wechat.csv").write_bytes(
        wechat_bill(Moved("X1", 990), Moved("X9", 12_345, number="4200009", at="2026-11-23 15:02:11"))
    )
    (bills / "alipay.csv").write_bytes(alipay_bill(Moved("X2", 6_990)))
    clock.forward(days=1)
    clerk.till.people.sign_in(MANAGER, MANAGER_PIN)
    clerk.window.conductor.desks.settlement.begin()
    clerk.background.wait(30)
    clerk.turn(150)


def _customer(camera: Photographer) -> None:
    """The other side of the counter, from one customer's coming to the thanks."""
    clerk = camera.clerk
    camera.work()
    window = CustomerWindow(clerk.window._look, "浆洗街店")
    window.resize(clerk.window.size())
    window.show()
    customer = clerk.window.conductor.customer
    customer.attach(window)
    welcome, buying, paying, thanks = CUSTOMER
    camera.take(welcome, of=window)
    camera.ring_up()
    camera.take(buying, of=window)
    clerk.press(Qt.Key.Key_F12)
    camera.take(paying, of=window)
    customer.confirmed()
    clerk.window.conductor.pay.quick("120")
    camera.take(thanks, of=window)
    window.close()
    camera.close()


def _training(camera: Photographer) -> None:
    """The top bar says all the time that nothing here is real."""
    camera.work()
    for code in (OIL, SOY, SOY):
        camera.clerk.scan(code)
    camera.clerk.scan(training_cards("6201")[0].card_no)
    camera.take("training")
    camera.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]))
