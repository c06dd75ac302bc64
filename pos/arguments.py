"""Reads command-line arguments with Chinese messages, and ends quietly when the output's reader is gone.

`argparse` reads. Its own messages are English; here they are replaced by Chinese ones. Standard library only.
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any, Final, NoReturn

READER_GONE: Final = 141  # What a shell reports of a command that a closed pipe has ended (128 + SIGPIPE).
_DISK_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_SENTENCES: Final = (
    (r"the following arguments are required: (.+)", r"还缺少：\1"),
    (r"one of the arguments (.+) is required", r"这几项要写一项：\1"),
    (r"unrecognized arguments: (.+)", r"看不懂这几项：\1"),
    (r"argument (.+): invalid choice: (.+) \(choose from (.+)\)", r"\1 不能是 \2，只能是 \3"),
    (r"argument (.+): expected (?:one|at least one|\d+) arguments?", r"\1 后面还要写内容"),
    (r"argument (.+): expected at most one argument", r"\1 后面只能写一项"),
    (r"argument (.+): invalid int value: (.+)", r"\1 要写整数，不能是 \2"),
    (r"argument (.+): invalid .+ value: (.+)", r"\1 看不懂：\2"),
    (r"argument (.+): not allowed with argument (.+)", r"\1 不能和 \2 一起用"),
    (r"argument (.+): ignored explicit argument (.+)", r"\1 后面不用写 \2"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 不够明确，可能是 \2"),
)


class _Help(argparse.HelpFormatter):
    """Help with a Chinese word before the usage line."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Arguments(argparse.ArgumentParser):
    """A parser whose help and complaints are Chinese; sub-commands get the same class."""

    def __init__(self, **how: Any) -> None:
        """The arguments of `argparse.ArgumentParser`, by name."""
        super().__init__(**{"formatter_class": _Help} | how | {"add_help": False})
        self._positionals.title, self._optionals.title = "内容", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the help is, and end with code 2."""
        self.exit(2, f"{in_chinese(message)}。用法请看：{self.prog} --help\n")


def in_chinese(message: str) -> str:
    """A sentence of argparse in Chinese; one that is not known says only that the line is wrong."""
    for pattern, words in _SENTENCES:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return found.expand(words).replace("', '", "'、'").replace(", ", "、")
    return "命令写得不对"


def while_somebody_reads(command: Callable[[], int]) -> int:
    """Run a command; when what reads its output has seen enough (`… | head`), end without a word.

    A full disk under `> FILE` is reported, and the exit code is 2.
    """
    try:
        code = command()
        sys.stdout.flush()  # Here, where it can be caught, not when Python ends.
        return code
    except BrokenPipeError:
        _drop_output()
        return READER_GONE
    except OSError as error:
        if error.errno not in _DISK_FULL:
            raise
        _drop_output()
        sys.stderr.write("磁盘满了，没有写完；请清理出空间再试。\n")
        return 2


def _drop_output() -> None:
    """Python flushes once more at its end; nothing may be left for what takes no more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
