"""A camera before the real window: the shop it stands in, and how a picture becomes a small file.

The real window with the real till, offscreen; only the clock stands still and the platform's light is
a stand-in. Which pictures are taken is said in `gallery`.
"""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer
from PySide6.QtWidgets import QApplication, QWidget

from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.paying.tender import TenderKind
from pos.services.installation.settings import Settings
from pos.services.practice.training import training_settings
from pos.ui.frame.collector import Collector
from pos.ui.selling.checkout.acts import Act
from pos.ui.style.theme import load_theme
from tests.shop import GOODS, LAN, OIL, RICE, SOY, Shop, ean, grant, label
from tests.ui.design_day import ConnectedSync
from tests.ui.windows import Clerk

EGGS = ean("697038542001")
LOOSE = (
    ("小白菜", 480), ("瓢儿白", 520), ("豌豆尖", 1_560), ("菠菜", 860), ("生菜", 560), ("油麦菜", 620),
    ("空心菜", 680), ("红薯尖", 700), ("大白菜", 280), ("莲花白", 260), ("儿菜", 480), ("青笋", 420),
    ("白萝卜", 240), ("胡萝卜", 360), ("莲藕", 780), ("四季豆", 980), ("西葫芦", 460),
)  # fmt: skip
SHELF = (
    *(goods for goods in GOODS if goods.code != RICE),
    Goods(EGGS, "土鸡蛋", "30 枚", "板", "蛋", 2_680, SoldBy.PIECE),
    *(goods for goods in GOODS if goods.code == RICE),
    *(
        Goods(f"{400 + n:05d}", name, "", "kg", "蔬菜", price, SoldBy.WEIGHT, f"{400 + n:05d}", 10 + n)
        for n, (name, price) in enumerate(LOOSE)
    ),
)
COLOURS = (48, 32, 16, 8)  # For the edges of letters, beside the theme's; fewer where a picture is full.
BYTES_MAX = 60_000
SHADE, NEAR = 110, 6  # How dark it is behind a panel, of 255; and which colours look the same.


def _of_few_colours(picture: Image.Image, count: int) -> Image.Image:
    """The theme's own colours, bright and behind an open panel, and `count` for what lies between them."""
    shade = _rgb(load_theme().colours["shade"])
    bright = [_rgb(colour) for colour in load_theme().colours.values()]
    dark = [
        tuple((a * (255 - SHADE) + b * SHADE) // 255 for a, b in zip(each, shade, strict=True))
        for each in bright
    ]
    kept = list(dict.fromkeys(bright + dark))
    found = picture.quantize(count, dither=Image.Dither.NONE).getpalette() or []
    for place in range(0, 3 * count, 3):
        colour = tuple(found[place : place + 3])
        if all(max(abs(a - b) for a, b in zip(colour, each, strict=True)) > NEAR for each in kept):
            kept.append(colour)
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for colour in (kept + kept[:1] * 256)[:256] for value in colour])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


class TrainingShop(Shop):
    """The same, to practise in."""

    @property
    def settings(self) -> Settings:
        """The settings of the till to practise on."""
        return training_settings(super().settings)


class Photographer:
    """One window of one size, and the folder its pictures go to."""

    def __init__(
        self,
        folder: Path,
        size: tuple[int, int],
        percent: int = 100,
        *,
        training: bool = False,
        display: str = "none",
    ) -> None:
        made = QApplication.instance() or QApplication([])
        assert isinstance(made, QApplication)
        Collector(made).take_over()
        self._data = tempfile.TemporaryDirectory(prefix="huimin-till-")
        shop_of = TrainingShop if training else Shop
        shop = shop_of(Path(self._data.name), goods=SHELF, customer_display_url=display)
        self.till = shop.start()
        self.till.sync = ConnectedSync(problem=None)
        grant(self.till, LAN, {"vegetable": 6_230, "staple": 14_000, "subsidy": 6_000})
        self.clerk = Clerk(made, shop, self.till, size, percent)
        self._folder = folder
        self._suffix = f"{size[0]}" if percent == 100 else f"{size[0]}-{percent}"

    def take(self, name: str, *, after_ms: int = 60, of: QWidget | None = None) -> None:
        self.clerk.turn(after_ms)
        buffer = QBuffer()
        (of or self.clerk.window).grab().save(buffer, "PNG")
        picture = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
        path = self._folder / f"{name}-{self._suffix}.png"
        for colours in COLOURS:
            _of_few_colours(picture, colours).save(path, optimize=True)
            if path.stat().st_size <= BYTES_MAX:
                break
        print(path.name, path.stat().st_size // 1024, "KiB")

    def work(self) -> None:
        self.clerk.window.conductor.people.signed("1001", "1234")
        self.clerk.window.conductor.people.float_given("500")

    def ring_up(self) -> None:
        weighed = (label("21", "00123", 454), label("21", "00207", 1_029))
        for code in (*weighed, OIL, EGGS, RICE, SOY, SOY, LAN):
            self.clerk.scan(code)
        self.clerk.window.conductor.checkout.line_touched(5)

    def pay(self) -> None:
        conductor, checkout = self.clerk.window.conductor, self.till.checkout
        conductor.checkout.act(Act.PAY)
        said_by = self.till.people.signed_in
        conductor.changed(checkout.pay(TenderKind.WECHAT, "50", reference="3391", said_by=said_by))

    def close(self) -> None:
        self.clerk.close()
        self.till.close()
        self._data.cleanup()
