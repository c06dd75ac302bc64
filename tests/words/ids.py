"""How the programme's own names look, so that a test can find them before a person's eyes does."""

from __future__ import annotations

import re

# `sign_in.refused`, `sale.quote`: ids of errors and alerts. An address or a file's name is none.
_DOTTED = re.compile(r"(?<![\w./:@-])[a-z][a-z_]*\.[a-z][a-z_]+(?![\w/@-])")
_SNAKE = re.compile(r"(?<![\w./-])[a-z]+(?:_[a-z0-9]+)+(?![\w/])")
_FILES = re.compile(r"\w+\.(?:toml|csv|xlsx|xls|zip|db|json|pdf|txt|log|py|pem|key)$")


def ids_in(text: str) -> list[str]:
    """The ids and names in Latin snake_case that stand in a text."""
    found = [*_DOTTED.findall(text), *_SNAKE.findall(text)]
    return [each for each in found if not _FILES.fullmatch(each)]
