"""What a card has coming, in its panel, and the question before it is handed out, by name."""

from __future__ import annotations

from collections.abc import Callable

from pos.ui.help.acts import MoreAct
from tests.services.credits import known_to
from tests.shop import LAN, OIL, RICE
from tests.ui.windows import Clerk


def make_good_coming(clerk: Clerk) -> None:
    known_to(clerk.till)
    for code in (OIL, RICE, LAN):
        clerk.scan(code)
    assert clerk.till.make_goods.watch.wait_until_told(20)
    clerk.window.conductor.tick()
    clerk.turn()


def make_good_handing_out(clerk: Clerk) -> None:
    make_good_coming(clerk)
    clerk.window.conductor.more.pressed(MoreAct.MAKE_GOODS)
    clerk.turn()


MAKE_GOOD_SCENES: dict[str, Callable[[Clerk], None]] = {
    scene.__name__: scene for scene in (make_good_coming, make_good_handing_out)
}
