"""Every action, block, field, view and shortcut id, in one place: handlers and views meet here."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """Buttons, and inputs that report at once (dispatch_action). Each has a handler of its own."""

    ASK_OPEN = "ask_open"
    ASK_THIS = "ask_this"
    ASK_PERSON = "ask_person"
    READ_SECTION = "read_section"
    OTHER_POLICIES = "other_policies"
    FEEDBACK = "answer_feedback"
    HELP = "help_show"
    MY_CHILDREN = "my_children"
    HOME_PAGE = "home_page"
    GAP_REPLY = "gap_reply"

    PLAN = "plan_open"
    PLAN_DAY = "plan_day"
    MOVE = "visit_move"
    CANCEL = "visit_cancel"
    WHY = "why_open"

    RECORD = "record_open"
    NOT_WORRIED = "record_go_on"
    WORRIED = "record_worried"
    RECORD_CHILDREN = "record_children"
    OUTCOME = "record_outcome_kind"
    CHILD_OUTCOME = "record_child_outcome"
    COPY_TEXT = "copy_text"
    USE_AS_NOTE = "use_as_note"

    ACKNOWLEDGE = "alert_acknowledge"
    ALERT_OPEN = "alert_open"
    ALERT_NOTE = "alert_note"

    CHILD_MORE = "child_more"
    SET_INTERVAL = "interval_open"
    CHANGE_PLAN = "change_open"
    CHANGE_FIELD = "change_field"
    CHANGE_BACK = "change_back"
    WHAT_IF = "what_if_open"

    CHECK_START = "check_start"
    CHECK_CHOOSE = "check_choose"
    CHECK_MARK = "check_mark"
    CHECK_DONE = "check_done"
    CHECK_BACK = "check_back"
    CHECK_SKIP = "check_skip"
    CHECK_STOP = "check_stop"
    CHECK_RESUME = "check_resume"
    CHECK_KEEP = "check_keep"
    CHECK_MORE = "check_more"
    CHECK_CARD = "check_card"
    CHECK_CHANGE = "check_change"
    CHECK_NOTE_TEXT = "check_note_text"
    CHECK_DROP_TEXT = "check_drop_text"


class View(StrEnum):
    """Modals that can be submitted."""

    ASK = "ask_form"
    FEEDBACK = "feedback_form"
    GAP_REPLY = "gap_reply_form"
    PICK_CHILD = "pick_child"
    PLAN = "plan_form"
    MOVE = "move_form"
    CANCEL = "cancel_form"
    RECORD = "record_form"
    ACKNOWLEDGE = "acknowledge_form"
    CHANGE = "change_form"
    CHANGE_CONFIRM = "change_confirm"
    WHAT_IF = "what_if_form"


class Shortcut(StrEnum):
    """Global shortcuts of the manifest."""

    PLAN_VISIT = "plan_visit_shortcut"
    RECORD_VISIT = "record_visit_shortcut"
    ASK_GUIDANCE = "ask_guidance_shortcut"


COMMAND = "/visit"


class Block(StrEnum):
    """Blocks whose values are read, named as the fields of `InvalidInput`; ":ID" is added per child."""

    QUESTION = "question"
    REASON = "reason"
    COMMENT = "comment"
    REPLY = "reply"
    CHILD = "child"
    CHILDREN = "children"
    DAY = "day"
    TIME = "time"
    ANNOUNCED = "announced"
    GOING = "going"
    BY_WHOM = "by_whom"
    OUTCOME = "outcome"
    HAPPENED_ON = "happened_on"
    HAPPENED_AT = "happened_at"
    KIND = "kind"
    FLAGS = "flags"
    WHY_NOT_ALONE = "why_not_alone"
    PLACE = "place"
    TRIED = "tried"
    NOTE = "note"
    NEXT_DAY = "next_day"
    NEXT_TIME = "next_time"
    PLAN = "plan"
    BY_DAY = "by_day"
    BY_TIME = "by_time"
    WHAT = "what"
    PLAN_OF = "plan_of"
    EVERY = "every"
    UNIT = "unit"
    ENDING = "ending"
    ENDS = "ends"
    NEW_PLAN = "new_plan"
    STARTS = "starts"
    KEY_DATE = "key_date"
    BORN = "born"
    WORKER = "worker"
    ACCEPTED_BY = "accepted_by"
    AGREED_WITH = "agreed_with"
    AGREED_BY = "agreed_by"
    AGREED_ON = "agreed_on"
    LATER = "later"
    SEEN_ON = "seen_on"
    BECOMES = "becomes"


FIELD = "value"
"""The action id of inputs that only report when their form is submitted."""


def of(block: Block, number: int) -> str:
    """The id of a block that exists once per child, or once per group of ten choices."""
    return f"{block}:{number}"
