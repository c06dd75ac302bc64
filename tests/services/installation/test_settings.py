"""The settings file: read strictly, every complaint with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.domain.scanning.label_layout import LAYOUTS
from pos.errors.installation import SettingsWrong
from pos.services.installation.settings import read_settings
from pos.ui.words.messages import words
from tests.english import english_in

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


def test_the_certificate_of_the_federations_own_authority_can_be_named(tmp_path: Path) -> None:
    text = GOOD.replace(':8600"\n', ':8600"\nca_file = "federation.pem"\n')
    # Whether it is there is asked with the first contact: a till without its platform sells all the same.
    assert read_settings(written(tmp_path, text)).monitor_ca_file == tmp_path / "federation.pem"
    assert read_settings(written(tmp_path, GOOD)).monitor_ca_file is None


def test_the_other_tills_of_the_store_can_be_named(tmp_path: Path) -> None:
    text = GOOD + '[neighbours]\nlisten = "0.0.0.0:8611"\npeers = ["10.0.0.2:8611", "[fe80::1]:9"]\n'
    places = read_settings(written(tmp_path, text)).neighbours
    assert (places.listen, places.broadcast) == (("0.0.0.0", 8611), None)
    assert places.peers == (("10.0.0.2", 8611), ("fe80::1", 9))
    assert not read_settings(written(tmp_path, GOOD)).neighbours.asks


def test_a_till_without_a_platform_works_offline(tmp_path: Path) -> None:
    text = GOOD.replace('[monitor]\nurl = "http://127.0.0.1:8600"\n', "")

    assert read_settings(written(tmp_path, text)).monitor_url is None


def test_the_shops_scale_labels_can_be_told(tmp_path: Path) -> None:
    text = GOOD + '[labels]\n23 = "WGT13"\ncheck_digit = false\n'

    labels = read_settings(written(tmp_path, text)).labels

    assert labels.layouts == {"23": LAYOUTS["WGT13"]}
    assert not labels.check_digit


def test_money_from_a_phone_is_confirmed_by_hand_unless_told_otherwise(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, GOOD))
    assert (settings.wechat, settings.alipay) == ("manual", "manual")
    settings = read_settings(written(tmp_path, GOOD + '[payment]\nwechat = "simulator"\n'))
    assert (settings.wechat, settings.alipay) == ("simulator", "manual")


@pytest.mark.parametrize(
    ("before", "after", "line", "part"),
    [
        ("[scanner]", '[payment]\nalipay = "magic"\n[scanner]', 14, "manual、simulator"),
        ("columns = 32", "colums = 32", 11, "没有 colums 这一项"),
        ("[scanner]", "[scaner]", 13, "没有 [scaner] 这个小节"),
        ("[store]", 'shop = "x"\n[store]', 1, "没有 [shop] 这个小节"),
        ("columns = 32", 'columns = "32"', 11, "columns 要写成整数"),
        ("columns = 32", "columns = 40", 11, "48（80 毫米纸）"),
        ("columns = 32", "columns = true", 11, "columns 要写成整数"),
        ('encoding = "gb18030"', 'encoding = "latin-1"', 12, "gb18030"),
        ('id = "S01-1"', 'id = "till one"', 5, "S01-1 这样"),
        ('name = "浆洗街店"\n', "", 1, "缺少 name"),
        ('url = "http://127.0.0.1:8600"', 'url = "127.0.0.1:8600"', 8, "http://"),
        ("127.0.0.1:8600", "127.0.0.1:99999", 8, "1 到 65535"),
        ("127.0.0.1:8600", "127.0.0.1:0", 8, "1 到 65535"),
        ("127.0.0.1:8600", "127.0.0.1:86oo", 8, "1 到 65535"),
        ("127.0.0.1:8600", "127.0.0.1:", 8, "1 到 65535"),
        ("127.0.0.1:8600", "", 8, "主机名"),
        ("127.0.0.1:8600", "till: 8600", 8, "主机名"),
        ("127.0.0.1:8600", "[::1:8600", 8, "主机名"),
        ("127.0.0.1:8600", "127.0.0.1:8600/?a=b", 8, "不带别的"),
        ("tcp://127.0.0.1:9100", "tcp://1.2.3.4:99999", 10, "1 到 65535"),
        ("tcp://127.0.0.1:9100", "tcp://1.2.3.4:0", 10, "1 到 65535"),
        ("tcp://127.0.0.1:9100", "serial:///dev/x?baud=fast", 10, "串口"),
        ("tcp://127.0.0.1:9100", "usb://04b8:0202", 10, "USB"),
        ("tcp://127.0.0.1:9100", "tcp://127.0.0.1:9100?baud=1", 10, "后面不能再有别的"),
        ("tcp://127.0.0.1:9100", "printer", 10, "能用的写法"),
        ("tcp://127.0.0.1:9100", "file://paper", 10, "三条斜杠"),
        (
            '[customer_display]\nurl = "none"',
            '[customer_display]\nurl = "serial:///dev/x?baud=fast"',
            18,
            "波特率",
        ),
        (
            '[customer_display]\nurl = "none"',
            '[customer_display]\nurl = "serial:///dev/x?baud="',
            18,
            "波特率",
        ),
        ('[customer_display]\nurl = "none"', '[customer_display]\nurl = "serial://[x"', 18, "led8"),
        ("[store]", "store = 1\n[till2]", 1, "写成小节"),
        ("columns = 32", "columns ＝ 32", 11, "英文等号"),
        ("[printer]", "［printer］", 9, "英文"),
        ("[printer]", "[[printer]]", 9, "一层方括号"),
        ("[store]", "[[store]]", 1, "一层方括号"),
        ("[store]", 'demo = "x"\n[store]', 1, "[demo]"),
        ('url = "keyboard"', 'url = "serial:///dev/ttyS1"', 14, "只能写 keyboard"),
        ('id = "S01"', 'id = "S01', 2, "引号"),
        ("[scale]", '[neighbours]\nlisten = "8611"\n[scale]', 16, "主机:端口"),
        ("[scale]", '[neighbours]\npeers = ["192.168.1.12"]\n[scale]', 16, "主机:端口"),
        ("[scale]", "[neighbours]\npeers = [12]\n[scale]", 16, "主机:端口"),
        ("[scale]", '[neighbours]\npeers = "192.168.1.12:8611"\n[scale]', 16, "方括号"),
        ("[scale]", '[neighbours]\nbroadcast = "a:b"\n[scale]', 16, "主机:端口"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, before: str, after: str, line: int, part: str
) -> None:
    assert before in GOOD
    with pytest.raises(SettingsWrong) as raised:
        read_settings(written(tmp_path, GOOD.replace(before, after, 1)))

    assert raised.value.facts["line"] == line
    said = words(raised.value)
    assert f"第 {line} 行" in said.title
    assert part in said.what_next


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (GOOD.encode("gb18030"), 3, "编码选 UTF-8"),
        (GOOD.encode("utf-16"), 1, "编码选 UTF-8"),
        (GOOD.replace("[till]", '[till]\ndata_dir = "C:\\Users\\till"').encode(), 5, "正斜杠"),
        (GOOD.replace("[till]", '[till]\ndata_dir = "D:\\data"').encode(), 5, "正斜杠"),
        (GOOD.replace("columns = 32", "columns = 32\ncolumns = 48").encode(), 12, "只留一处"),
        (GOOD.replace("[scanner]", "[store]").encode(), 13, "只留一处"),
        (GOOD.replace("columns = 32", "columns 32").encode(), 11, "等号"),
        (GOOD.replace("columns = 32", "columns：32").encode(), 11, "等号"),
        (GOOD.replace("columns = 32", "columns = “32”").encode(), 11, "英文双引号"),
        (GOOD.replace("columns = 32", "columns =").encode(), 11, "看不懂"),
        (GOOD.replace("[printer]", "[printer").encode(), 9, "成对"),
        (GOOD.replace("columns = 32", "= 32").encode(), 11, "写法不对"),
    ],
)
def test_a_file_that_an_editor_or_a_hand_has_spoilt_is_told_in_chinese_with_its_line(
    tmp_path: Path, content: bytes, line: int, said: str
) -> None:
    path = tmp_path / "till.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsWrong) as raised:
        read_settings(path)

    told = words(raised.value)
    assert (told.title, said in told.what_next) == (f"设置文件有误：{path} 第 {line} 行", True)
    assert english_in(told.what_next) == []


def test_a_file_that_is_not_there_is_told_without_a_line(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "gone.toml", "--config"), (tmp_path, "文件夹")):
        with pytest.raises(SettingsWrong) as raised:
            read_settings(path)
        told = words(raised.value)
        assert (told.title, said in told.what_next) == (f"设置文件有误：{path}", True)


def test_a_byte_order_mark_at_the_beginning_does_not_matter(tmp_path: Path) -> None:
    assert read_settings(written(tmp_path, "\ufeff" + GOOD)).store_id == "S01"


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "till.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SettingsWrong):
        read_settings(path)


@pytest.mark.parametrize("url", ["http://[::1]:8600", "https://monitor.example/base", "http://127.0.0.1"])
def test_an_address_with_a_port_or_without_is_read(tmp_path: Path, url: str) -> None:
    settings = read_settings(written(tmp_path, GOOD.replace("http://127.0.0.1:8600", url)))
    assert settings.monitor_url == url


def test_a_second_place_is_looked_for_unless_one_is_named_or_none_is_wanted(tmp_path: Path) -> None:
    def told(line: str) -> tuple[Path | None, bool]:
        settings = read_settings(written(tmp_path, GOOD.replace("[till]", f"[till]\n{line}")))
        return settings.second_dir, settings.finds_second

    assert told("") == (None, True)
    assert told('second_dir = "none"') == (None, False)
    assert told('second_dir = "/media/stick"') == (Path("/media/stick"), False)


@pytest.mark.parametrize(
    ("written", "gap_ms"), [("20", 20), ("55", 55), ("80", 80), ("19", None), ("81", None)]
)
def test_how_slow_the_scanner_is_stays_below_a_person(
    tmp_path: Path, written: str, gap_ms: int | None
) -> None:
    path = tmp_path / "till.toml"
    store = '[store]\nid = "S01"\nname = "浆洗街店"\n[till]\nid = "S01-1"\n'
    path.write_text(f"{store}[scanner]\nslowest_gap_ms = {written}\n", encoding="utf-8")
    if gap_ms is None:
        with pytest.raises(SettingsWrong) as refused:
            read_settings(path)
        assert (refused.value.facts["cause"], refused.value.facts["line"]) == ("settings.scanner_gap", 7)
    else:
        assert read_settings(path).scanner_slowest_gap_ms == gap_ms
