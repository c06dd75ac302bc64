"""What is wrong with settings, rules, or the folder of this installation."""

from __future__ import annotations

from pos.errors import IntegrityBroken, OperatingError, RuleBroken


class RulesTooEarly(RuleBroken):
    """The shop's rules are to change on a day that is over. Facts: date, today."""

    code = "rules.too_early"


class RuleUnknown(RuleBroken):
    """There is no such rule of the shop, or it cannot be that. Facts: name, value."""

    code = "rules.unknown"


class SettingsWrong(RuleBroken):
    """The settings file has a mistake. Facts: path, line (0: none), cause, section, key, known."""

    code = "settings.wrong"


class SettingsFixed(RuleBroken):
    """The training till has no settings file to change. Facts: none."""

    code = "settings.fixed"


class SettingsByHand(RuleBroken):
    """The value is written in a form that changing one line cannot change. Facts: section, key."""

    code = "settings.by_hand"


class SettingsOfAnotherTill(RuleBroken):
    """The settings name another till or store than the folder's. Facts: name, found, known."""

    code = "settings.another_till"


class IdentityChanged(OperatingError):
    """The identity file differs from the identity in the journal: benefits are off.

    Facts: field.
    """

    code = "identity.changed"


class TillAlreadyRunning(OperatingError):
    """Another window or process of this till holds the lock. Facts: path."""

    code = "till.already_running"


class SettingsUnwritable(OperatingError):
    """The settings file cannot be read or written just now. Facts: path, cause, reason."""

    code = "settings.unwritable"


class KeyUnreadable(IntegrityBroken):
    """The device key is missing or damaged. Facts: path."""

    code = "key.unreadable"


class PolicyWrong(OperatingError):
    """The shop's table of permissions cannot be used. Facts: reason."""

    code = "policy.wrong"
