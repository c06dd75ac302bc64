"""How the staff of a shop are shown on their page, and what can be done with each. No Qt."""

from __future__ import annotations

from pos.domain.people.staff import Role, Staff
from pos.services.people.staff_desk import StaffLine
from pos.services.words.act_words import ROLE_NAMES
from pos.ui.page.picture import PageAct, PagePicture
from pos.ui.shell import Choice, Choices

ADD, ROLE, PIN, STOP, START, UNLOCK = "add", "role", "pin", "stop", "start", "unlock"


def staff_page(people: tuple[StaffLine, ...]) -> PagePicture:
    """The page with everybody on it."""
    return PagePicture(
        title="员工",
        words="每一次改动都记入流水，写明是谁改的。密码只有本人知道，这里也看不到。",
        rows=tuple(_row(line) for line in people),
        ok="办理",
        acts=(PageAct("F3", "新增员工", ADD),),
    )


def acts_for(line: StaffLine) -> Choices:
    """What can be done with a person now."""
    acts = []
    if line.locked:
        acts.append(Choice(UNLOCK, "解除密码锁定", "密码输错太多次，等不及时用"))
    if line.stopped:
        acts.append(Choice(START, "恢复使用", "又可以登录，密码不变"))
    else:
        acts.append(Choice(PIN, "重设密码", "忘了密码，或密码被别人看到"))
        acts.append(Choice(ROLE, "改岗位", f"现在是{ROLE_NAMES[line.staff.role]}"))
        acts.append(Choice(STOP, "停用", "不能再登录；以前的流水照样查得到"))
    return Choices(f"{line.staff.name} · 工号 {line.staff.staff_id}", "要办什么？", tuple(acts), ok="选定")


def roles_for(name: str) -> Choices:
    """The roles that a person can have."""
    details = {
        Role.CASHIER: "收银；例外的事请店长授权",
        Role.TRAINEE: "学收银；多数例外的事做不了",
        Role.MANAGER: "管店：授权、退货、日结、员工和设置",
    }
    items = tuple(Choice(role.value, ROLE_NAMES[role], details[role]) for role in details)
    return Choices(f"{name}的岗位", "这个岗位能做什么，看每一行。", items, ok="选定")


def suggested_name(staff_id: str) -> str:
    """A name to offer where there is no keyboard."""
    return f"员工{staff_id}"


def done_words(staff: Staff, what: str) -> str:
    """What was done, for the notice."""
    return f"{staff.name}（工号 {staff.staff_id}）{what}"


def _row(line: StaffLine) -> Choice:
    staff = line.staff
    state = "已停用" if line.stopped else "密码锁定" if line.locked else ""
    return Choice(staff.staff_id, staff.name, f"工号 {staff.staff_id}　{ROLE_NAMES[staff.role]}", state)
