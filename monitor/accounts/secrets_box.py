"""Keeps the secret of each account's second factor sealed, with a key that lies outside the database."""

from __future__ import annotations

import base64
from typing import Final

from monitor.accounts.book import Account
from monitor.declined import Declined
from monitor.register.field_keys import FieldKeys, Place

PURPOSE: Final = "accounts"  # Of the key file.
_SECRET_BYTES: Final = 20  # As long as the digest that it is for (RFC 4226).


class SecretsBox:
    """Seals, opens and derives secrets."""

    def __init__(self, keys: FieldKeys) -> None:
        """`keys` are those of `PURPOSE`."""
        self._keys = keys

    def seal(self, secret: str, account_id: str) -> str:
        """What is stored for an account."""
        return base64.b64encode(self._keys.seal(secret, _place(account_id))).decode()

    def open(self, account: Account) -> str:
        """An account's secret. Raises Declined when the key file is not the one that it was sealed with."""
        assert account.totp_secret is not None, "an active account has a secret"
        secret = self._keys.open(base64.b64decode(account.totp_secret), _place(account.account_id))
        if secret is None:
            raise Declined(
                "sign_in.key_lost",
                "平台的密钥文件换过，核对不了动态码。请技术人员从备份恢复数据目录里的 register-keys 再试",
                status=503,
            )
        return secret

    def of_link(self, link: str) -> str:
        """The new secret that a one-time link brings: derived from it, so that it need not be stored."""
        digest = bytes.fromhex(self._keys.match(f"secret of link {link}"))
        return base64.b32encode(digest[:_SECRET_BYTES]).decode()


def _place(account_id: str) -> Place:
    return Place("account", "totp_secret", account_id)
