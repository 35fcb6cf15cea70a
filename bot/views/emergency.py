"""Emergencies: the fixed steps, and whom to ring; in channels without anybody's telephone number."""

from __future__ import annotations

from bot.domain.cards import Contacts
from bot.views import parts
from bot.views.parts import Json, Message
from bot.wording import say
from knowledge.results import UrgentRoute

URGENT_FIRST = "Please read this first."


def urgent(route: UrgentRoute, contacts: Contacts | None) -> list[Json]:
    """Fixed steps in an emergency, with whom to ring."""
    blocks = [parts.header(route.title), parts.steps([_filled(step, contacts) for step in route.steps])]
    if contacts:
        blocks.append(parts.section(phone_lines(contacts)))
    if route.citation:
        source = route.citation
        blocks.append(parts.context("Source: " + parts.source(source.name, source.section, source.block)))
    return [*blocks, parts.divider()]


def _filled(step: str, contacts: Contacts | None) -> str:
    """A fixed step with the numbers in it; in words where there is no number, or none may be shown."""
    manager, duty_team = "your manager", "the Emergency Duty Team"
    if contacts and contacts.manager_name:
        manager = (
            f"{contacts.manager_name} ({contacts.manager_phone})"
            if contacts.manager_phone
            else contacts.manager_name
        )
    if contacts:
        duty_team += f" ({contacts.edt_phone or say('no_duty_number')})"
    return step.replace("{manager_phone}", manager).replace("{edt_phone}", duty_team)


def urgent_message(route: UrgentRoute, contacts: Contacts | None) -> Message:
    """Urgent steps alone, where the text they were found in was not a question."""
    return parts.message(URGENT_FIRST, urgent(route, contacts), lasting=True)


def numbers(contacts: Contacts) -> Message:
    """Whom to ring, asked for in words; where there is no number for the duty team, who can enter one."""
    text = "Here is whom to ring."
    missing = [] if contacts.edt_phone else [parts.section(parts.escape(say("duty_number_missing")))]
    return parts.message(text, [parts.section(text), parts.section(phone_lines(contacts)), *missing])


def ring_now(contacts: Contacts) -> Message:
    """Whom to ring, where an answer in a check says that something is wrong now."""
    text = "Please ring first."
    return parts.message(
        text, [parts.section(f"*{text}* The check can wait."), parts.section(phone_lines(contacts))]
    )


def phone_lines(contacts: Contacts) -> str:
    """Whom to ring now, one to a line."""
    lines = ["*Immediate danger:* 999"]
    if contacts.manager_name:
        number = contacts.manager_phone or "no number recorded here"
        lines.append(f"*Your manager*, {parts.escape(contacts.manager_name)}: {parts.escape(number)}")
    if contacts.edt_phone:
        lines.append(f"*Emergency Duty Team:* {parts.escape(contacts.edt_phone)}")
    return "\n".join(lines)
