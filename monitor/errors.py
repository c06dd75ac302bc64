"""Errors that stop the platform from starting or answering. A refusal to a till is not one of them."""

from __future__ import annotations


class PlatformError(Exception):
    """Base. The message is one Chinese sentence for the command line: what it is, and what to do."""


class StoreNewer(PlatformError):
    """The database was written by a newer version of the platform; it is left untouched."""


class StoreBusy(PlatformError):
    """A transaction lost against others too many times; asking again later is right."""


class SettingsRefused(PlatformError):
    """The command line asks for something that is not done."""
