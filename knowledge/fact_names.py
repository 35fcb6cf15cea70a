"""The facts that rules may look at, by kind, each with the words in which it is asked for (docs/facts.md)."""

from __future__ import annotations

DATE_FACTS = {
    "plan_start": "the day the plan started",
    "plan_end": "the day the plan ended",
    "placement_start": "the day the placement started",
    "previous_placement_start": "the day the placement before this one started",
    "referral_date": "the day of the referral",
    "child_dob": "the child's date of birth",
    "first_review_date": "the day of the first review",
    "last_conference_date": "the day of the last conference",
    "next_conference_date": "the day of the next conference",
    "long_term_matched_on": "the day the long-term match was made",
    "last_successful_visit": "the day of the last visit that met the policy",
    "last_seen_by_network": "the day somebody in the network last saw the child",
    "last_alone_visit": "the last visit at which the child was seen alone",
    "last_awake_visit": "the last visit at which the child was awake",
    "last_bedroom_visit": "the last visit at which the bedroom was seen",
    "last_unannounced_visit": "the last unannounced visit at which the child was seen",
    "visit_date": "the visit the question is about",
    "recorded_due": "the due date last shown and recorded",
    "first_visit_due": "the first visit's date as the manager set it",
    "order_made_on": "the day the order was made",
    "case_opened": "the day the case was opened",
    "cf_assessment_date": "the day of the child and family assessment",
}
MOMENT_FACTS = {
    "failed_at": "when the visit failed",
    "visit_at": "when the visit took place",
}
NUMBER_FACTS = {
    "plan_every_days": "how often the child's own plan asks for, in calendar days",
    "plan_every_working_days": "how often the child's own plan asks for, in working days",
}
FLAG_FACTS = {
    "intended_until_18": "whether the placement is meant to last until 18",
    "long_term_foster": "whether it is a long-term foster placement",
    "child_sufficient_understanding": "whether the child is of sufficient age and understanding",
    "child_agrees_less": "whether the child agrees to fewer visits",
    "iro_agreed": "whether the IRO agreed at a review",
    "long_term_match_iro_approved": "whether the IRO approved the long-term match",
    "long_term_match_panel_approved": "whether the panel approved the long-term match",
    "agreed_for_child": "whether fewer visits were agreed for this child",
    "head_of_service_approved": "whether the Head of Service approved",
    "cf_assessment_supports": "whether the child and family assessment supports it",
    "out_of_borough_childrens_home": "whether the child lives in a children's home out of borough",
    "out_of_borough_foster": "whether the child lives with foster carers out of borough",
    "attends_early_years": "whether the child goes to an early years setting or school",
    "access_difficulty": "whether it is difficult to get access",
    "access_refused": "whether access was refused",
    "child_refuses_alone": "whether the child refuses to be seen alone",
    "welfare_concern": "whether there is a worry about the child's welfare",
    "new_household_member": "whether somebody new lives in the household",
    "unborn": "whether the child is not born yet",
    "delegation_agreed": "whether it was agreed that another professional visits",
    "arrangement_recorded": "whether the arrangement with the receiving authority is recorded",
    "variance_approved": "whether a longer gap was approved by a named person",
    "later_date_agreed": "whether a named person recorded a later date",
}
# Each of these may carry the day it was given and the day it ends.
APPROVALS = (
    "child_agrees_less",
    "iro_agreed",
    "long_term_match_iro_approved",
    "long_term_match_panel_approved",
    "agreed_for_child",
    "head_of_service_approved",
    "cf_assessment_supports",
    "delegation_agreed",
    "arrangement_recorded",
    "variance_approved",
)
for _name in APPROVALS:
    DATE_FACTS[f"{_name}_on"] = f"the day it was recorded: {FLAG_FACTS[_name].removeprefix('whether ')}"
    DATE_FACTS[f"{_name}_until"] = f"the last day it holds: {FLAG_FACTS[_name].removeprefix('whether ')}"
WORD_FACTS = {
    "underlying_plan": ("cin", "cp"),
    "legal_basis": ("care_order", "interim_care_order", "not_yet_assessed", "temporarily_approved"),
}
OUTCOMES = ("seen", "not_seen", "seen_elsewhere")
PLACES = (
    "home",
    "household_where_living",
    "school",
    "nursery",
    "relative_home_not_living_there",
    "meeting",
    "casual_encounter",
    "elsewhere",
)
WHO = (
    "social_worker",
    "health_visitor",
    "school",
    "family_support_worker",
    "receiving_authority_officer",
    "student",
    "other",
)
CAUSES = ("family", "ours", "nobody", "unknown")
LABELS = {
    **DATE_FACTS,
    **MOMENT_FACTS,
    **NUMBER_FACTS,
    **FLAG_FACTS,
    "as_of": "the day the question is about",
    "visits": "the visit itself: whether the child was seen, where and by whom",
}
ALL_FACTS = (*DATE_FACTS, *MOMENT_FACTS, *NUMBER_FACTS, *FLAG_FACTS, *WORD_FACTS, "visits")
