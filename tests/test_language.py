"""A second language needs a catalogue and no code: each text is found, replaced, and nothing else changes.

The language tried here is a made-up one in which each Chinese text stands in brackets, so that a text that
was forgotten is seen at once.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pos import language

ROOT = Path(__file__).resolve().parents[1]
CHINESE = re.compile("[\u3400-\u9fff]+")


def replaced(source: str, **texts: str) -> str:
    tree = language._Replaced(texts).visit(ast.parse(source))
    return ast.unparse(ast.fix_missing_locations(tree))


def test_texts_are_found_and_those_that_are_data_are_not() -> None:
    source = '''
"""文档"""
NAME = "店名"
TABLE = {"蔬菜": "蔬菜类"}

def say(due, kind):
    """说明"""
    if kind == "蔬菜" or kind in ("米", "面"):
        return TABLE["蔬菜"]
    match kind:
        case "肉":
            return f"还差 {due:.2f} 元{'，请收' if due else ''}"
'''
    found = list(language.texts_of(ast.parse(source)))
    assert found[:2] == ["店名", "蔬菜类"]
    assert sorted(found[2:]) == sorted(["，请收", "还差 {due:.2f} 元{('，请收' if due else '')}"])


def test_what_is_put_in_may_stand_elsewhere() -> None:
    said = replaced("f'还差 {due} 元，{name}'", **{"还差 {due} 元，{name}": "{name}: {due} yuan to pay"})
    assert eval(said, {"due": 3, "name": "Li"}) == "Li: 3 yuan to pay"


def test_what_the_catalogue_lacks_stays_chinese() -> None:
    assert replaced("x = '收款'") == "x = '收款'"


def test_a_page_s_texts_are_replaced_and_its_instructions_are_not() -> None:
    page = '<p title="合计">今天 {{ total }}</p>\n{% if kind == "蔬菜" %}蔬菜{% endif %}'
    texts = {"合计": "Total", "今天": "Today"}
    assert language.page_in(texts, page) == (
        '<p title="Total">Today {{ total }}</p>\n{% if kind == "蔬菜" %}蔬菜{% endif %}'
    )
    assert language.page_in({}, page) == page


@pytest.fixture(scope="module")
def brackets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of languages with the made-up one."""
    folder = tmp_path_factory.mktemp("languages")
    texts = {text: f"⟦{text}⟧" for text in language.template()}
    (folder / "xx.json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    return folder


def run(brackets: Path, code: str, *, name: str = "xx") -> subprocess.CompletedProcess[str]:
    """Run a program with the languages of a folder."""
    start = (
        f"import pathlib, os\nos.environ.pop('HUIMIN_LANGUAGE', None)\nimport pos.language as language\n"
        f"language.LANGUAGES = pathlib.Path({str(brackets)!r})\nos.environ['HUIMIN_LANGUAGE'] = {name!r}\n"
        f"language.speak(language.catalogue())\n"
    )
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-c", start + code],
        cwd=ROOT, env=environ, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip


def test_every_text_of_the_checkout_comes_from_the_catalogue(brackets: Path) -> None:
    ended = run(
        brackets,
        """
import json, pathlib, tempfile
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from tests.shop import LAN, OIL, Shop, grant
from tests.ui.windows import Clerk
application = QApplication([])
with tempfile.TemporaryDirectory() as folder:
    shop = Shop(pathlib.Path(folder))
    till = shop.start_selling()
    grant(till, LAN, {"vegetable": 6_230, "staple": 14_000, "subsidy": 6_000})
    clerk = Clerk(application, shop, till, (1366, 768), 100)
    clerk.scan(OIL)
    clerk.scan(LAN)
    said = [
        part.text()
        for part in clerk.window.findChildren(QWidget)
        if part.isVisible() and isinstance(part, QLabel | QAbstractButton)
    ]
    print(json.dumps(said))
    clerk.close()
    till.close()
""",
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    said = json.loads(ended.stdout.splitlines()[-1])
    chinese = [text for text in said if CHINESE.search(text)]
    assert len(chinese) > 15
    # What stands outside brackets is data: names of goods, people and places, units.
    outside = {
        word for text in chinese for word in CHINESE.findall(re.sub("⟦.*⟧", "", text, flags=re.DOTALL))
    }
    assert outside <= {"浆洗街店", "李芳", "张", "兰", "菜籽油", "桶", "压榨菜籽油"}


def test_a_language_that_is_not_there_is_told_with_those_that_are(brackets: Path) -> None:
    ended = run(brackets, "", name="yy")
    assert ended.returncode == 1
    assert "没有这种语言。已有：xx" in ended.stderr


def test_a_quote_is_the_same_in_every_language(brackets: Path, tmp_path: Path) -> None:
    cases = json.loads((ROOT / "tests/golden/quotes.json").read_text("utf-8"))
    asked = tmp_path / "asked.json"
    asked.write_text(json.dumps([case["request"] for case in cases]), "utf-8")
    ended = run(
        brackets, f"import sys\nfrom pos.commands.quote import main\nsys.exit(main([{str(asked)!r}]))"
    )
    here = subprocess.run(
        [sys.executable, "-m", "pos", "quote", str(asked)],
        cwd=ROOT, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert here.returncode == 0, here.stdout
    assert json.loads(ended.stdout) == json.loads(here.stdout)
