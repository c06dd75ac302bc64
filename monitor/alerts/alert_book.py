"""Stores alerts in the database and reads them. It does not decide when an alert is due."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import Connection, select

from monitor.alerts.alerts import LEVELS, Alert
from monitor.store import tables
from monitor.store.rows import insert_once

_SHOWN_MAX: Final = 200


def keep_alerts(connection: Connection, alerts: Sequence[Alert]) -> None:
    """Store alerts. One that exists already stays as it was first raised."""
    insert_once(
        connection,
        tables.alert,
        [
            {
                "store_id": alert.store_id,
                "alert_id": f"{alert.code} {alert.about}",
                "code": alert.code,
                "level": alert.level.value,
                "till_id": alert.till_id,
                "facts": json.dumps(dict(alert.facts), ensure_ascii=False),
                "raised_ms": alert.raised_ms,
            }
            for alert in alerts
        ],
    )


def kept_alerts(connection: Connection, *, store_ids: Collection[str] | None = None) -> list[Alert]:
    """The newest alerts first, of some stores or of all."""
    alert = tables.alert
    query = select(alert).order_by(alert.c.raised_ms.desc(), alert.c.alert_id).limit(_SHOWN_MAX)
    if store_ids is not None:
        query = query.where(alert.c.store_id.in_(store_ids))
    return [
        Alert(
            code=row.code,
            store_id=row.store_id,
            till_id=row.till_id,
            about=row.alert_id.partition(" ")[2],
            raised_ms=row.raised_ms,
            facts=json.loads(row.facts),
        )
        for row in connection.execute(query)
        if row.code in LEVELS
    ]
