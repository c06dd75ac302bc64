"""Replaces the Chinese texts by those of another language's catalogue while a module is loaded.

The program is written in Chinese. With `HUIMIN_LANGUAGE=en` set, every module of the till and the platform
is compiled with its texts replaced by those in `resources/languages/en.json`, which has for each text, as it
stands in the source, the text to show. An f-string is one text; what is put in stands in braces as in the
source (`还差 {due}`) and may stand elsewhere in the translation. A text that the catalogue lacks stays
Chinese. Texts that are compared, matched or looked up by are data and stay as they are, and so do docstrings.

`python -m pos.language` prints a catalogue of every text, to be filled in. Without the variable nothing of
this is loaded, and a module costs what it costs.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

VARIABLE: Final = "HUIMIN_LANGUAGE"
LANGUAGES: Final = Path(__file__).resolve().parents[1] / "resources" / "languages"
PACKAGES: Final = ("pos", "sync", "monitor")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
# What a page shows between its tags, and in quotes: no tag, no brace, no line end.
_PAGE_TEXT: Final = re.compile(r"""[^<>{}"'\n]*[\u3400-\u9fff][^<>{}"'\n]*""")


def catalogue() -> Mapping[str, str]:
    """The texts of the chosen language; empty when none is chosen. Ends the program if it is not there."""
    name = os.environ.get(VARIABLE, "")
    if not name:
        return {}
    path = LANGUAGES / f"{name}.json"
    if re.fullmatch(r"[A-Za-z-]+", name) is None or not path.is_file():
        known = "、".join(sorted(each.stem for each in LANGUAGES.glob("*.json")))
        sys.exit(f"{VARIABLE}={name}：没有这种语言。已有：{known or '无'}；不设就是中文。")
    read: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return {text: said for text, said in read.items() if said}


def speak(texts: Mapping[str, str]) -> None:
    """From now on load modules with these texts. Once for each process, before any module with texts."""
    if texts and not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder(texts))


def page_in(texts: Mapping[str, str], source: str) -> str:
    """A template's source with its texts replaced; its instructions stay as they are."""

    def said(found: re.Match[str]) -> str:
        text = found[0].strip()
        return found[0].replace(text, texts.get(text, text))

    return _PAGE_TEXT.sub(said, source) if texts else source


def texts_of(tree: ast.Module) -> Iterator[str]:
    """Every text of a module that a catalogue may translate, in the order of the source."""
    finder = _Collected()
    finder.visit(tree)
    yield from finder.found


def page_texts(source: str) -> Iterator[str]:
    """The same of a template."""
    yield from (found[0].strip() for found in _PAGE_TEXT.finditer(source))


class _Texts(ast.NodeTransformer):
    """Visits what may be translated and nothing else."""

    def said(self, text: str) -> str:
        """What to show for a text; the same text when nothing is to change."""
        raise NotImplementedError

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """A docstring is for programmers."""
        return node if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """What is compared with is data."""
        parts = [node.left, *node.comparators]
        node.left, *node.comparators = (
            part if isinstance(part, ast.Constant | ast.Tuple | ast.Set | ast.List) else self.visit(part)
            for part in parts
        )
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        """What is looked up by is data."""
        node.values = [self.visit(value) for value in node.values]
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """What is looked up by is data."""
        node.value = self.visit(node.value)
        return node

    def visit_MatchValue(self, node: ast.MatchValue) -> ast.AST:
        """What is matched is data."""
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """A text of its own."""
        if isinstance(node.value, str) and _CHINESE.search(node.value):
            return ast.copy_location(ast.Constant(self.said(node.value)), node)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        """An f-string is one text."""
        parts: dict[str, ast.expr] = {}
        template = ""
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                hole = ast.unparse(ast.JoinedStr([part]))[2:-1]  # Without the f and the quotes around it.
                part.value = self.visit(part.value)
                parts[hole] = part
                template += hole
            elif isinstance(part, ast.Constant):
                template += str(part.value)
        if not _CHINESE.search(template):
            return node
        said = self.said(template)
        if said != template:
            node.values = list(_joined(said, parts))
        return node


def _joined(said: str, parts: Mapping[str, ast.expr]) -> Iterator[ast.expr]:
    holes = "|".join(re.escape(hole) for hole in parts)
    for piece in re.split(f"({holes})", said) if parts else [said]:
        if piece:
            yield parts.get(piece) or ast.Constant(piece)


class _Collected(_Texts):
    def __init__(self) -> None:
        self.found: list[str] = []

    def said(self, text: str) -> str:
        self.found.append(text)
        return text


class _Replaced(_Texts):
    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def said(self, text: str) -> str:
        return self._texts.get(text, text)


class _Finder(MetaPathFinder):
    """Finds our modules as Python does, and has them loaded with other texts."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Only for modules of our packages; None leaves the others to Python."""
        if fullname.partition(".")[0] not in PACKAGES:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path, self._texts)
        return spec


class _Loader(SourceFileLoader):
    """Compiles from the source each time: what Python keeps beside it is the Chinese module."""

    def __init__(self, fullname: str, path: str, texts: Mapping[str, str]) -> None:
        super().__init__(fullname, path)
        self._texts = texts

    def get_code(self, fullname: str) -> CodeType:
        """The module's code with the catalogue's texts."""
        path = self.get_filename(fullname)
        tree = ast.fix_missing_locations(_Replaced(self._texts).visit(ast.parse(self.get_data(path), path)))
        return compile(tree, path, "exec", dont_inherit=True)


def template() -> dict[str, str]:
    """A catalogue of every text of the program, none translated yet."""
    root = Path(__file__).resolve().parents[1]
    found: dict[str, str] = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            found |= dict.fromkeys(texts_of(ast.parse(path.read_text(encoding="utf-8"))), "")
        for path in sorted((root / package).rglob("*.html")):
            found |= dict.fromkeys(page_texts(path.read_text(encoding="utf-8")), "")
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(template(), ensure_ascii=False, indent=1) + "\n")
