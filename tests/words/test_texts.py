"""Every text is Chinese as a Chengdu cashier says it: one word per concept, none foreign or undignified."""

from __future__ import annotations

import pytest

from tests.words.texts import texts

# The word that must not stand, and the one that is said instead.
INSTEAD = {
    "钱不够": "暂不购买",
    "别的原因": "其他原因",
    "要做：": "…申请…，请店长授权",
    "补贴用多少": "使用补贴",
    "尽量多用": "用足补贴",
    "X 报表": "当班小结",
    "中途报表": "当班小结",
    "准备好 1 号": "月初准备检查",
    "正在画": "小票生成中",
    "出示爱心卡": "有爱心卡请扫卡",
    # One word per concept.
    "批准": "授权",
    "核准": "授权",
    "审批": "授权",
    "理由": "原因",
    # Dignity (DESIGN 10).
    "困难群众": "持卡人",
    "贫困": "持卡人",
    "低保": "持卡人",
    "特困": "持卡人",
    "穷": "持卡人",
    "救济": "帮扶",
    "施舍": "帮扶",
}

# The official code list of the register: streets write these words into their lists, a clerk compares them.
# No till, receipt or page for the public has it.
CODE_LIST = "resources/policy/card_rules.json"


@pytest.mark.parametrize("word", INSTEAD)
def test_no_text_says_it_in_the_wrong_word(word: str) -> None:
    found = [
        f"{text.file}:{text.line} {text.words!r}"
        for text in texts()
        if word in text.words and text.file != CODE_LIST
    ]
    assert found == [], f"say {INSTEAD[word]!r}"


def test_the_table_holds_the_texts_of_code_pages_and_data() -> None:
    """A table that missed a whole kind of file would find nothing wrong there."""
    files = {text.file for text in texts()}
    for kind in ("pos/ui/words/messages.py", "pos/services/printing/receipts.py", "monitor/web/words.py"):
        assert kind in files
    assert any(name.endswith(".html") for name in files)
    assert any(name.startswith("resources/policy/") for name in files)
