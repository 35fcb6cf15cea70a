"""Rows of people."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain.people import Actor, Role
from bot.storage.tables import PersonRow


def _actor(row: PersonRow) -> Actor:
    return Actor(
        slack_id=row.slack_id,
        name=row.name,
        role=Role(row.role),
        team=row.team,
        registered_social_worker=row.registered_social_worker,
        manager_id=row.manager_id,
        deputy_id=row.deputy_id,
        phone=row.phone,
    )


class People:
    """Find and store people."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, slack_id: str | None) -> Actor | None:
        row = self._session.get(PersonRow, slack_id) if slack_id else None
        return _actor(row) if row is not None and row.active else None

    def all_active(self) -> list[Actor]:
        rows = self._session.scalars(select(PersonRow).where(PersonRow.active).order_by(PersonRow.name))
        return [_actor(row) for row in rows]

    def in_team(self, team: str) -> list[Actor]:
        rows = self._session.scalars(
            select(PersonRow).where(PersonRow.team == team, PersonRow.active).order_by(PersonRow.name)
        )
        return [_actor(row) for row in rows]

    def with_role(self, role: Role) -> list[Actor]:
        rows = self._session.scalars(
            select(PersonRow).where(PersonRow.role == role, PersonRow.active).order_by(PersonRow.slack_id)
        )
        return [_actor(row) for row in rows]

    def managed_teams(self, manager_id: str) -> list[str]:
        """Teams in which someone has this manager, or a manager whose deputy this person is."""
        standing_in = select(PersonRow.slack_id).where(PersonRow.deputy_id == manager_id, PersonRow.active)
        rows = self._session.scalars(
            select(PersonRow.team)
            .where(PersonRow.active)
            .where((PersonRow.manager_id == manager_id) | PersonRow.manager_id.in_(standing_in))
            .distinct()
            .order_by(PersonRow.team)
        )
        return [team for team in rows if team]

    def save(self, actor: Actor) -> str:
        """Insert or update; returns "added", "changed" or "same"."""
        row = self._session.get(PersonRow, actor.slack_id)
        if row is None:
            self._session.add(
                PersonRow(
                    slack_id=actor.slack_id,
                    name=actor.name,
                    role=actor.role,
                    team=actor.team,
                    registered_social_worker=actor.registered_social_worker,
                    manager_id=actor.manager_id,
                    deputy_id=actor.deputy_id,
                    phone=actor.phone,
                    active=True,
                )
            )
            return "added"
        if row.active and _actor(row) == actor:
            return "same"
        row.name, row.role, row.team = actor.name, actor.role, actor.team
        row.registered_social_worker = actor.registered_social_worker
        row.manager_id, row.deputy_id, row.phone, row.active = (
            actor.manager_id,
            actor.deputy_id,
            actor.phone,
            True,
        )
        return "changed"

    def dm_channel(self, slack_id: str) -> str | None:
        row = self._session.get(PersonRow, slack_id)
        return row.dm_channel if row is not None else None

    def remember_dm(self, slack_id: str, channel: str | None) -> None:
        self._session.execute(
            update(PersonRow).where(PersonRow.slack_id == slack_id).values(dm_channel=channel)
        )
