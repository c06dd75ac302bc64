"""The command lines answer a mistake in Chinese, whichever it is, and their help is Chinese."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator

import pytest

from monitor.__main__ import main as monitor
from pos.__main__ import main as till
from pos.arguments import Arguments
from tests.english import english_in

MISTAKES: list[tuple[Callable[[list[str]], int], str, str]] = [
    (till, "goods", "还缺少"),
    (till, "report", "还缺少"),
    (till, "report week 2026-11-23", "只能是"),
    (till, "nonsense", "只能是"),
    (till, "settle 2026-11-23 --wechat", "后面还要写内容"),
    (till, "settle 2026-11-23 --format doc", "只能是"),
    (till, "settle 2026-11-23 --nonsense", "看不懂这几项"),
    (till, "settle 2026-11-23 --wech x", "不够明确"),
    (till, "--headless=yes", "不用写"),
    (monitor, "", "还缺少：命令"),
    (till, "report", "还缺少：报表、日期"),
    (till, "staff 1001 李芳 boss", "岗位 不能是"),
    (till, "rules maybe", "动作 不能是"),
    (monitor, "serve --port many", "要写整数"),
    (monitor, "enrol-code", "还缺少"),
]


@pytest.mark.parametrize(("command", "typed", "said"), MISTAKES, ids=[row[1] for row in MISTAKES])
def test_a_mistake_on_the_command_line_is_told_in_chinese(
    command: Callable[[list[str]], int], typed: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command(typed.split())
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert said in told.err
    assert english_in(told.err.partition("只能是")[0].partition("。用法请看")[0]) == []
    assert "error" not in told.err and "usage" not in told.err


def test_a_sentence_that_is_not_known_says_no_english() -> None:
    parser = Arguments(prog="x")
    with pytest.raises(SystemExit):
        parser.error("some new sentence of the library")


def parsers() -> Iterator[argparse.ArgumentParser]:
    from monitor.__main__ import _parser as of_monitor
    from pos.__main__ import _parser as of_till

    waiting: list[argparse.ArgumentParser] = [of_till(), of_monitor()]
    while waiting:
        parser = waiting.pop()
        yield parser
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                waiting += action.choices.values()


@pytest.mark.parametrize("parser", list(parsers()), ids=lambda parser: parser.prog)
def test_the_help_of_each_command_is_chinese(parser: argparse.ArgumentParser) -> None:
    told = parser.format_help()
    assert "用法：" in told and "usage" not in told and "options" not in told
    assert isinstance(parser, Arguments)
    for action in parser._actions:
        assert english_in(action.help or "") == []
        named = str(action.metavar or action.dest)
        if not action.option_strings or (action.nargs != 0 and action.choices is None):
            assert re.search("[\u4e00-\u9fff]", named), f"{parser.prog}: {named} is what a mistake is told of"
