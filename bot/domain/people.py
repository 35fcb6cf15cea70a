"""People who use the service: who they are, what they may do, who manages whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person does, as written in the people import."""

    PRACTITIONER = "practitioner"
    MANAGER = "manager"
    SERVICE_MANAGER = "service_manager"
    CHAIR = "chair"
    IRO = "iro"
    POLICY_LEAD = "policy_lead"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person known to the service. `manager_id` and `deputy_id` are Slack ids.

    `registered_social_worker` decides which visits count; it is data about the person, not about the role.
    `deputy_id` is who stands in when this person is away.
    """

    slack_id: str
    name: str
    role: Role
    team: str
    registered_social_worker: bool = False
    manager_id: str | None = None
    deputy_id: str | None = None
    phone: str = ""

    @property
    def is_manager(self) -> bool:
        return self.role in (Role.MANAGER, Role.SERVICE_MANAGER)
