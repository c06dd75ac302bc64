"""What is wrong with a goods file, a price or a category."""

from __future__ import annotations

from pos.errors import OperatingError, RuleBroken


class CategoryUnknown(RuleBroken):
    """Neither the programme nor the catalogue knows this category. Facts: text."""

    code = "category.unknown"


class CategoryRuled(RuleBroken):
    """The federation's list names this article's category; the shop does not. Facts: name, category."""

    code = "goods.category_ruled"


class CatalogueFileWrong(RuleBroken):
    """A goods file cannot be used at all: the family of the reasons why. Facts: path."""

    code = "catalogue.file_wrong"


class GoodsFileUnreadable(CatalogueFileWrong):
    """The system does not let us read the file. Facts: path, cause, reason."""

    code = "goods_file.unreadable"


class GoodsFileTooLarge(CatalogueFileWrong):
    """More bytes, rows or cells than any shop's list has, packed or unpacked. Facts: path, rows_max."""

    code = "goods_file.too_large"


class GoodsFileNotATable(CatalogueFileWrong):
    """Neither a workbook nor text in UTF-8 or GB18030. Facts: path."""

    code = "goods_file.not_a_table"


class GoodsFileEmpty(CatalogueFileWrong):
    """The file is empty. Facts: path."""

    code = "goods_file.empty"


class GoodsFileNoHeadings(CatalogueFileWrong):
    """The file has content, but no row that looks like headings. Facts: path."""

    code = "goods_file.no_headings"


class GoodsFileOfOtherSort(CatalogueFileWrong):
    """A file that is no table by its first bytes: a PDF, a picture. Facts: path, sort (as people say it)."""

    code = "goods_file.other_sort"


class GoodsFileWrongCommas(CatalogueFileWrong):
    """Its cells are separated by a wrong sign, such as Chinese commas. Facts: path, row, mark."""

    code = "goods_file.wrong_commas"


class GoodsFileOldFormat(CatalogueFileWrong):
    """A workbook in a format of another time or program (.xls, .xlsb, .ods). Facts: path."""

    code = "goods_file.old_format"


class GoodsFileWebPage(CatalogueFileWrong):
    """A web page under the name of a table, as some programs export it. Facts: path."""

    code = "goods_file.web_page"


class GoodsFileOtherSheet(CatalogueFileWrong):
    """The goods are on another sheet of the workbook than the first. Facts: path, first, sheet."""

    code = "goods_file.other_sheet"


class GoodsFileEncrypted(CatalogueFileWrong):
    """A workbook with a password. Facts: path."""

    code = "goods_file.encrypted"


class GoodsFileWithMacros(CatalogueFileWrong):
    """A workbook with a program in it. Facts: path."""

    code = "goods_file.macros"


class GoodsFileDamaged(CatalogueFileWrong):
    """A table that breaks off or contradicts itself. Facts: path, row, reason."""

    code = "goods_file.damaged"


class GoodsFileColumnsMissing(CatalogueFileWrong):
    """No row of headings with everything goods need. What the file has may be asked about.

    Facts: path, columns; ask (our columns, in order), headings (of the file, that may be meant),
    all_headings, kind (of files with these headings).
    """

    code = "goods_file.columns_missing"


class GoodsFileColumnTwice(CatalogueFileWrong):
    """Two headings mean the same. Facts: path, column; ask, headings, all_headings, kind as above."""

    code = "goods_file.column_twice"


class GoodsFileUseless(CatalogueFileWrong):
    """Not one row can be used; what is on file stays. Facts: path, on_file."""

    code = "goods_file.useless"


class CatalogueChanged(RuleBroken):
    """Goods were changed since the preview was shown; nothing was written."""

    code = "catalogue.changed"


class PriceCheckNotGoods(RuleBroken):
    """A card, a payment code or a receipt was scanned where only a price is asked for."""

    code = "price_check.not_goods"


class CatalogueDamaged(OperatingError):
    """The file with goods, cards and people cannot be read. Facts: path."""

    code = "catalogue.damaged"
