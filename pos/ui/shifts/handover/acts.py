"""The acts of a shift's end, each with its word and its key. Data; no Qt."""

from __future__ import annotations

from enum import Enum


class HandoverAct(Enum):
    """An act at the end of a shift."""

    BY_TOTAL = "by_total"
    RECOUNT = "recount"
    HAND_TO = "hand_to"
    COMMIT = "commit"  # Write the count down; then: end the shift.
    LEAVE = "leave"


# The row of keys. The last one changes its word once the count is written down.
HANDOVER_ACTS: tuple[tuple[HandoverAct, str, str], ...] = (
    (HandoverAct.BY_TOTAL, "改按总额", "F2"),
    (HandoverAct.RECOUNT, "重新清点", "F3"),
    (HandoverAct.HAND_TO, "交给谁", "F4"),
    (HandoverAct.LEAVE, "返回", "Esc"),
    (HandoverAct.COMMIT, "提交盘点", "F12"),
)
