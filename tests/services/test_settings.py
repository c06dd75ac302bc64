"""The settings file: read strictly, every complaint with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.domain.codes import LabelLayout
from pos.errors import SettingsWrong
from pos.services.settings import read_settings

GOOD = """\
[store]
id = "S01"
name = "浆洗街店"
[till]
id = "S01-1"
data_dir = "./data"
[monitor]
url = "http://127.0.0.1:8600"
[printer]
url = "tcp://127.0.0.1:9100"
columns = 32
encoding = "gb18030"
[scanner]
url = "keyboard"
[scale]
url = "none"
[customer_display]
url = "none"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "till.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_contracts_example_is_read(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, GOOD))

    assert (settings.store_id, settings.store_name, settings.till_id) == ("S01", "浆洗街店", "S01-1")
    assert settings.till_number == "1"
    assert settings.data_dir == tmp_path / "data"
    assert settings.monitor_url == "http://127.0.0.1:8600"
    assert settings.printer_columns == 32


def test_a_till_without_a_platform_works_offline(tmp_path: Path) -> None:
    text = GOOD.replace('[monitor]\nurl = "http://127.0.0.1:8600"\n', "")

    assert read_settings(written(tmp_path, text)).monitor_url is None


def test_the_shops_scale_labels_can_be_told(tmp_path: Path) -> None:
    text = GOOD + '[labels]\n23 = "WGT13"\ncheck_digit = false\n'

    labels = read_settings(written(tmp_path, text)).labels

    assert labels.layouts == {"23": LabelLayout.WGT13}
    assert not labels.check_digit


def test_money_from_a_phone_is_confirmed_by_hand_unless_told_otherwise(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, GOOD))
    assert (settings.wechat, settings.alipay) == ("manual", "manual")
    settings = read_settings(written(tmp_path, GOOD + '[payment]\nwechat = "simulator"\n'))
    assert (settings.wechat, settings.alipay) == ("simulator", "manual")


@pytest.mark.parametrize(
    ("before", "after", "line", "part"),
    [
        ("[scanner]", '[payment]\nalipay = "magic"\n[scanner]', 14, "manual or simulator"),
        ("columns = 32", "colums = 32", 11, "unknown key 'colums'"),
        ("[scanner]", "[scaner]", 13, "[scaner] is not a section"),
        ("[store]", 'shop = "x"\n[store]', 1, "[shop] is not a section"),
        ("columns = 32", 'columns = "32"', 11, "columns must be a int"),
        ("columns = 32", "columns = 40", 11, "must be 48"),
        ("columns = 32", "columns = true", 11, "columns must be a int"),
        ('encoding = "gb18030"', 'encoding = "latin-1"', 12, "gb18030"),
        ('id = "S01-1"', 'id = "till one"', 5, "must look like S01-1"),
        ('name = "浆洗街店"\n', "", 1, "name is missing"),
        ('url = "http://127.0.0.1:8600"', 'url = "127.0.0.1:8600"', 8, "http://"),
        ('url = "keyboard"', 'url = "serial:///dev/ttyS1"', 14, "only keyboard"),
        ('id = "S01"', 'id = "S01', 2, "line 2"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, before: str, after: str, line: int, part: str
) -> None:
    assert before in GOOD
    with pytest.raises(SettingsWrong) as raised:
        read_settings(written(tmp_path, GOOD.replace(before, after, 1)))

    assert raised.value.facts["line"] == line
    assert part in str(raised.value.facts["reason"])


def test_a_byte_order_mark_at_the_beginning_does_not_matter(tmp_path: Path) -> None:
    assert read_settings(written(tmp_path, "\ufeff" + GOOD)).store_id == "S01"


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "till.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SettingsWrong):
        read_settings(path)
