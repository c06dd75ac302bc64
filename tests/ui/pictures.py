"""Takes the pictures of the window that the documents show: `python -m tests.ui.pictures docs/pictures`.

The real window with the real till, offscreen; only the clock stands still and the platform's light is
a stand-in. `design/checkout.png` and `design/pay.png` show the same basket.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, Qt
from PySide6.QtWidgets import QApplication

from pos.domain.goods import Goods, SoldBy
from pos.domain.tender import TenderKind
from pos.ui.checkout.acts import Act
from tests.shop import GOODS, LAN, OIL, RICE, SOY, Shop, ean, grant, label
from tests.ui.design_day import ConnectedSync
from tests.ui.scenes import reset
from tests.ui.scenes_day import DAY_SCENES
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
# The manager's screens and panels: the scene that shows each, and the picture's name.
MANAGERS = (
    ("cash", "cash"), ("x_report", "x-report"), ("handover", "count"), ("counted", "handover"),
    ("journal", "journal"), ("charts", "charts"), ("day_sign", "sign"),
)  # fmt: skip
COLOURS = 256  # Enough for flat colours and the edges of letters; a quarter of the bytes.


class Photographer:
    """One window of one size, and the folder its pictures go to."""

    def __init__(self, folder: Path, size: tuple[int, int], percent: int = 100) -> None:
        made = QApplication.instance() or QApplication([])
        assert isinstance(made, QApplication)
        self._data = tempfile.TemporaryDirectory()
        shop = Shop(Path(self._data.name), goods=SHELF)
        self.till = shop.start()
        self.till.sync = ConnectedSync(problem=None)
        grant(self.till, LAN, {"vegetable": 6_230, "staple": 14_000, "subsidy": 6_000})
        self.clerk = Clerk(made, shop, self.till, size, percent)
        self._folder = folder
        self._suffix = f"{size[0]}" if percent == 100 else f"{size[0]}-{percent}"

    def take(self, name: str, *, after_ms: int = 60) -> None:
        self.clerk.turn(after_ms)
        buffer = QBuffer()
        self.clerk.window.grab().save(buffer, "PNG")
        picture = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
        path = self._folder / f"{name}-{self._suffix}.png"
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
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
        conductor.changed(checkout.pay(TenderKind.WECHAT, "50", reference="3391"))

    def close(self) -> None:
        self.clerk.close()
        self.till.close()
        self._data.cleanup()


def main(folder: Path) -> None:
    """Take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    for size, percent in (((1366, 768), 100), ((1024, 768), 100), ((1920, 1080), 100), ((1024, 768), 150)):
        camera = Photographer(folder, size, percent)
        conductor, everything = camera.clerk.window.conductor, size[0] == 1366
        if everything:
            camera.take("sign-in")
        camera.work()
        camera.ring_up()
        camera.take("checkout")
        if everything:
            conductor.open_search("菜")
            camera.take("search")
            conductor.close_panel()
            conductor.balance.asked(LAN)
            camera.take("balance")
            conductor.help()
            camera.take("help")
            conductor.close_panel()
        camera.pay()
        camera.take("pay")
        if everything:
            conductor.pay.quick("100")
            camera.take("paid")
            camera.clerk.press(Qt.Key.Key_Return)
            camera.take("done", after_ms=1_500)
        if everything:
            for scene, name in MANAGERS:
                reset(camera.clerk)
                DAY_SCENES[scene](camera.clerk)
                camera.take(name)
        reset(camera.clerk)
        DAY_SCENES["day"](camera.clerk)
        camera.take("close")
        camera.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
