"""The columns of the two import files, and other headings for them (docs/imports.md)."""

from __future__ import annotations

from bot.services.import_table import Columns
from knowledge.fact_names import APPROVALS, FLAG_FACTS, NUMBER_FACTS, WORD_FACTS
from knowledge.results import PlanKind

PEOPLE = Columns(
    known=("slack_id", "name", "role", "registered_social_worker", "team", "manager", "deputy", "phone"),
    required=("slack_id", "name", "role", "registered_social_worker"),
    also={
        "slack": "slack_id",
        "slack_user": "slack_id",
        "slack_user_id": "slack_id",
        "slack_member_id": "slack_id",
        "member_id": "slack_id",
        "user_id": "slack_id",
        "full_name": "name",
        "job_role": "role",
        "job_title": "role",
        "registered": "registered_social_worker",
        "registered_sw": "registered_social_worker",
        "social_worker_registered": "registered_social_worker",
        "qualified_social_worker": "registered_social_worker",
        "team_name": "team",
        "manager_slack_id": "manager",
        "manager_id": "manager",
        "line_manager": "manager",
        "deputy_slack_id": "deputy",
        "deputy_id": "deputy",
        "telephone": "phone",
        "phone_number": "phone",
        "mobile": "phone",
    },
)
PAST_FACTS = (
    "previous_placement_start",
    "referral_date",
    "last_conference_date",
    "long_term_matched_on",
    "last_seen_by_network",
    "order_made_on",
    "case_opened",
    "cf_assessment_date",
    *(f"{name}_on" for name in APPROVALS),
)
COMING_FACTS = (
    "placement_start",
    "first_review_date",
    "next_conference_date",
    "first_visit_due",
    *(f"{name}_until" for name in APPROVALS),
)
# A later date is a decision with a name to it, made in the product: a file can't make it.
FLAGS = tuple(name for name in FLAG_FACTS if name != "later_date_agreed")
SEEN_HOW = {
    "last_alone": "alone",
    "last_bedroom": "bedroom",
    "last_awake": "awake",
    "last_unannounced": "unannounced",
}
NOT_BEFORE = (
    ("previous_placement_start", "placement_start"),
    ("last_conference_date", "next_conference_date"),
    ("born", "placement_start"),
    *((f"{name}_on", f"{name}_until") for name in APPROVALS),
)
START_INSTEAD = {
    PlanKind.CIC: "placement_start",
    PlanKind.PLACEMENT_WITH_PARENTS: "placement_start",
    PlanKind.REFERRAL: "referral_date",
}
CASELOAD = Columns(
    known=(
        *("reference", "initials", "household", "worker", "team", "born", "plans", "plan_start", "plan_end"),
        *("last_visit", *SEEN_HOW),
        *(*PAST_FACTS, *COMING_FACTS, *NUMBER_FACTS, *FLAGS, *WORD_FACTS),
    ),
    required=("reference", "initials", "worker", "plans"),
    also={
        "ref": "reference",
        "case_reference": "reference",
        "child_reference": "reference",
        "case_id": "reference",
        "child_initials": "initials",
        "household_reference": "household",
        "family": "household",
        "family_reference": "household",
        "allocated_worker": "worker",
        "social_worker": "worker",
        "worker_slack_id": "worker",
        "worker_id": "worker",
        "team_name": "team",
        "date_of_birth": "born",
        "dob": "born",
        "birth_date": "born",
        "child_dob": "born",
        "plan": "plans",
        "plan_type": "plans",
        "start": "plan_start",
        "plan_start_date": "plan_start",
        "plan_end_date": "plan_end",
        "placement_start_date": "placement_start",
        "previous_placement_start_date": "previous_placement_start",
        "first_review": "first_review_date",
        "last_conference": "last_conference_date",
        "next_conference": "next_conference_date",
        "last_visit_date": "last_visit",
        "last_successful_visit": "last_visit",
        "last_seen": "last_visit",
        "last_alone_visit": "last_alone",
        "last_seen_alone": "last_alone",
        "last_bedroom_visit": "last_bedroom",
        "last_bedroom_seen": "last_bedroom",
        "last_awake_visit": "last_awake",
        "last_seen_awake": "last_awake",
        "last_unannounced_visit": "last_unannounced",
    },
)
