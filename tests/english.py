"""Finding English sentences in what people read: two English words beside one another are one."""

from __future__ import annotations

import re

# Names that are written in Latin letters in Chinese too, and what stands in settings, files and commands.
_KNOWN = re.compile(
    r"\"[^\"]*\"|\[[^\]]*\]|--[\w-]+|\w+://[^\s；，。]*|[\w.-]+\.(?:toml|xlsx|csv|json|key|db|zip)|"
    r"CSV|XLSX|UTF-8|USB|JSON|GBK|Excel|PDF|U 盘|IP|Enter|Esc|F\d+|HTTP|TLS|amount|unit_price|quantity"
)


def english_in(text: str) -> list[str]:
    """Every run of two and more English words, names of settings, files and keys left aside."""
    return re.findall(r"[A-Za-z]{2,}(?:[ ,:]+[A-Za-z']{2,})+", _KNOWN.sub("·", text))
