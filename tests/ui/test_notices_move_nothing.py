"""Whatever a notice says, and wherever: no key moves, nothing shrinks, and a finger puts it away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QLabel

from pos.ui.words.notices import Notice
from tests.ui.finger import KEY, buttons, surface, touch
from tests.ui.scenes import SCENES, reset
from tests.ui.windows import Clerk, one_window, visible

LONG = Notice(
    "刚才那一件没有记上：这个条码不在商品资料里，也不是本店秤上打出来的码",
    "请换一件再扫，或用名称、拼音首字母查找；仍没有请告诉店长建档，再试一次。",
    "a.test",
)


def places(clerk: Clerk) -> dict[str, QRect]:
    return {
        f"{place} {part.accessibleName()}": QRect(part.mapTo(clerk.window, QPoint(0, 0)), part.size())
        for place, part in enumerate(buttons(clerk))
    }


@pytest.fixture(scope="module", params=[100, 150])
def clerk(
    request: pytest.FixtureRequest, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clerk]:
    """A window with small letters, then one with large ones; each goes through all scenes."""
    folder = tmp_path_factory.mktemp("notices") / "till"
    with one_window(qapp, folder, (1024, 768), request.param) as made:
        yield made
    qapp.setStyleSheet("")


@pytest.mark.parametrize("name", SCENES)
def test_a_notice_moves_no_key_and_shrinks_nothing(clerk: Clerk, name: str) -> None:
    reset(clerk)
    SCENES[name](clerk)
    clerk.turn(20)
    clerk.window.show_notice(None)
    clerk.turn(5)
    top = surface(clerk)
    before, size = places(clerk), top.geometry()
    clerk.window.show_notice(LONG)
    clerk.turn(5)
    assert places(clerk) == before
    assert top.geometry() == size
    bar = top.notice  # type: ignore[attr-defined]
    assert bar.isVisible()
    inside = QRect(bar.mapTo(clerk.window, QPoint(0, 0)), bar.size())
    assert clerk.window.rect().contains(inside)
    for part in visible(bar):
        if isinstance(part, QLabel):
            assert part.height() >= part.heightForWidth(part.width()), "the notice's words are cut"
    if "Esc" in {key for part in buttons(clerk) for key in KEY.findall(part.accessibleName())}:
        backs = [part for part in buttons(clerk) if "Esc" in part.accessibleName()]
        free = [
            part
            for part in backs
            if not inside.intersects(QRect(part.mapTo(clerk.window, QPoint(0, 0)), part.size()))
        ]
        assert free, "the notice lies over the way back"
    touch(bar)
    assert not bar.isVisible()
