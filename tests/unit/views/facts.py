"""Facts for views: a plain case of everything, and the same with everything too long, too many and hostile."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.domain.cards import (
    AlertCard,
    AlertsCard,
    Board,
    Caseload,
    CaseloadRow,
    Contacts,
    Corrected,
    CorrectedCard,
    Correction,
    ListCard,
    OpenRun,
    PassedOnCard,
    Planned,
    ProblemsCard,
    ReceiptCard,
    Recorded,
    RecordedChild,
    ReminderCard,
    ReplyCard,
    VisitChoice,
    VisitReceipt,
    Why,
)
from bot.domain.children import Child, Plan
from bot.domain.desk import FeedbackItem, LapsedWording, LeadDesk, Passage, PolicyItem
from bot.domain.messages import PLAN_CHIPS, AlertStatus, DueState, MessageKind
from bot.domain.people import Actor, Role
from bot.domain.visits import TRIED_WORDS, ChildOutcome, OutcomeKind, Visit, VisitStatus
from knowledge.local import load_local
from knowledge.results import (
    Answer,
    Citation,
    Decision,
    FoundPassage,
    Heading,
    Outcome,
    Owed,
    PlanKind,
    Standing,
    UrgentRoute,
)

HOSTILE = "<!channel> <@U0GRACE> <https://evil.example|tap> & *loud* `code` _x_ "
LONG = HOSTILE + "Donaudampfschifffahrtsgesellschaft" * 40 + " word" * 900
NOW = datetime(2026, 12, 7, 9, 30, tzinfo=UTC)
TODAY = date(2026, 12, 7)


class Facts:
    """Everything views draw, either plain or `fat`."""

    def __init__(self, fat: bool) -> None:
        self.fat = fat
        self.text = LONG if fat else "A plain sentence."
        self.name = LONG if fat else "Grace Bell"
        self.many = 12 if fat else 2

    def child(self, number: int = 1) -> Child:
        initials = LONG if self.fat else "K.B."
        plans = tuple(Plan(i, kind, date(2026, 9, 1)) for i, kind in enumerate(PlanKind))
        return Child(
            number,
            f"MP-{1000 + number}",
            initials,
            "H-1",
            "Maple",
            "U0AMINA",
            date(2018, 5, 4),
            plans if self.fat else plans[:1],
        )

    def children(self) -> tuple[Child, ...]:
        return tuple(self.child(number) for number in range(1, self.many + 1))

    def actor(self, number: int = 0, role: Role = Role.PRACTITIONER) -> Actor:
        return Actor(f"U{number:06}", self.name, role, "Maple", True, "U0GRACE")

    def contacts(self) -> Contacts:
        return Contacts(self.name, "07700 900103", "01632 960000")

    def citation(self) -> Citation:
        return Citation("gloucestershire", self.text, self.text, "3")

    def decision(self, on: date | None = date(2026, 12, 8), moment: datetime | None = None) -> Decision:
        outcome = Outcome.MOMENT if moment else Outcome.DATE if on else Outcome.NO_RULE
        return Decision(
            "frequency",
            outcome,
            self.text,
            on=None if moment else on,
            moment=moment,
            rule="cp.frequency",
            rule_title=self.text,
            citation=self.citation(),
        )

    def owed(self) -> tuple[Owed, ...]:
        whats = ("alone", "awake", "bedroom", "unannounced")
        return tuple(Owed(what, TODAY, self.text, self.decision()) for what in whats)

    def visit(self, status: VisitStatus = VisitStatus.PLANNED) -> Visit:
        ids = tuple(child.id for child in self.children())
        at = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)
        return Visit(3, "H-1", ids, "U0AMINA", at, False, ("U0DANIEL",), status)

    def row(self, number: int = 1, state: DueState = DueState.OVERDUE) -> CaseloadRow:
        return CaseloadRow(
            child=self.child(number),
            state=state,
            due_on=None if state is DueState.NO_INTERVAL else date(2026, 12, 3),
            sentence=self.text,
            floor_on=date(2026, 12, 3),
            retry_by=NOW,
            retry_words=self.text,
            owed=("alone", "bedroom", self.text),
            since_seen=14,
            next_visit=self.visit(),
            alert_id=9,
            alert_status=AlertStatus.OPEN,
            worker_name=self.name,
        )

    def rows(self) -> tuple[CaseloadRow, ...]:
        states = list(DueState)
        amount = 70 if self.fat else len(states)
        return tuple(self.row(number, states[number % len(states)]) for number in range(1, amount + 1))

    def caseload(self) -> Caseload:
        runs = tuple(OpenRun(number, self.text, self.text, 2, 6) for number in range(1, self.many + 1))
        visits = tuple(
            Visit(number, "H-1", (1,), "U0AMINA", NOW, True, (), VisitStatus.PLANNED)
            for number in range(1, self.many + 1)
        )
        stood_in = tuple(self.together(number=number) for number in range(200, 200 + self.many))
        return Caseload(self.actor(), TODAY, self.rows(), NOW, self.text, runs, visits, stood_in)

    def alert(self, status: AlertStatus = AlertStatus.OPEN, number: int = 9) -> AlertCard:
        open_ = status is AlertStatus.OPEN
        return AlertCard(
            alert_id=number,
            status=status,
            child=self.child(),
            worker_name=self.name,
            worker_id="U0AMINA",
            outcome=OutcomeKind.NO_ANSWER,
            happened_at=NOW,
            recorded_at=NOW,
            tried=tuple(TRIED_WORDS),
            attempts=2,
            has_note=True,
            days_since_seen=12,
            due=self.decision(),
            due_on=date(2026, 12, 8),
            retry=self.decision(moment=datetime(2026, 12, 9, 0, 0, tzinfo=UTC)),
            why_sent=self.text,
            policy_notices=(self.decision(),) * self.many,
            acknowledged_by="" if open_ else self.name,
            acknowledged_at=None if open_ else NOW,
            plan=() if open_ else tuple(PLAN_CHIPS),
            by_when=None if open_ else NOW,
            closed_why=self.text if status is AlertStatus.CLOSED else "",
            reopened=self.fat,
        )

    def together(self, status: AlertStatus = AlertStatus.OPEN, number: int = 9) -> AlertsCard:
        """One alert; several of one visit, in every state beside it, where everything is fat."""
        first = self.alert(status, number)
        if not self.fat:
            return AlertsCard((first,))
        others = [
            replace(self.alert(other, 50 + n), child=self.child(50 + n))
            for n, other in enumerate(AlertStatus)
        ]
        more = [replace(others[0], child=self.child(60 + n), alert_id=60 + n) for n in range(4)]
        passed = replace(others[0], moved=True, passed_on=True)
        return AlertsCard((first, *others, replace(others[0], moved=True), passed, *more))

    def board(self) -> Board:
        alerts = tuple(self.together(number=number) for number in range(100, 100 + self.many * 3))
        counts = dict.fromkeys(DueState, 4)
        return Board(self.actor(role=Role.MANAGER), TODAY, alerts, self.rows(), counts, NOW)

    def desk(self) -> LeadDesk:
        amount = range(1, 40 if self.fat else 2)
        return LeadDesk(
            actor=self.actor(role=Role.POLICY_LEAD),
            policies=tuple(
                PolicyItem(
                    f"{self.text}{n}", self.text, self.text, True, n % 2 == 0, self.text if n % 3 else ""
                )
                for n in amount
            ),
            gaps=tuple((number, self.text, NOW) for number in amount),
            feedback=tuple(self.criticism(number) for number in amount),
            documents_indexed=5,
            refused=tuple((self.name, self.text) for _ in amount),
            lapsed=tuple(self.lapsed(number) for number in amount),
        )

    def lapsed(self, number: int = 1) -> LapsedWording:
        now = self.text if number % 2 else ""
        return LapsedWording(
            Passage("gloucestershire", self.name, self.text, f"statement-{number}", now), self.text
        )

    def criticism(self, number: int = 1) -> FeedbackItem:
        shown = Passage("gloucestershire", self.name, self.text, "statement", self.text)
        return FeedbackItem(number, self.text, "out_of_date", self.text, NOW, shown if number % 2 else None)

    def choice(self) -> VisitChoice:
        people = tuple(self.actor(number) for number in range(1, 130 if self.fat else 4))
        return VisitChoice(
            children=self.children(),
            colleagues=people,
            visit=self.visit(),
            today=TODAY,
            now=NOW,
            due_by={child.id: date(2026, 12, 8) for child in self.children()},
            owed={child.id: self.owed() for child in self.children()},
            contacts=self.contacts(),
            hours=load_local().day,
            retry_by={child.id: NOW for child in self.children()},
        )

    def outcome(self, number: int = 1, kind: OutcomeKind = OutcomeKind.SEEN) -> ChildOutcome:
        return ChildOutcome(
            id=number,
            child_id=number,
            visit_id=3,
            happened_at=NOW,
            kind=kind,
            announced=True,
            alone=True,
            awake=True,
            bedroom=True,
            spoken_to=True,
            place="home",
            by_id="U0AMINA",
            by_registered=True,
            recorded_by="U0AMINA",
            recorded_at=NOW,
        )

    def recorded_child(self, number: int = 1, alert_id: int | None = None) -> RecordedChild:
        return RecordedChild(
            child=self.child(number),
            outcome=self.outcome(number),
            counts=self.decision(),
            due_before=TODAY,
            due_after=date(2026, 12, 21),
            due=self.decision(),
            retry=self.decision(moment=NOW),
            record_by=self.decision(moment=NOW),
            owed=self.owed(),
            alert_id=alert_id,
            closed_alert_id=4,
            paste_text=self.text,
            sentences=(self.text,) * 3,
            next_visit=self.visit(),
            undo=True,
        )

    def corrected(self, *, back: bool) -> Corrected:
        new = None if back else self.recorded_child()
        return Corrected(
            self.child(), self.outcome(1), new, TODAY, date(2026, 12, 21), closed=True, raised=True
        )

    def corrected_card(self, *, back: bool) -> CorrectedCard:
        return CorrectedCard(replace(self.corrected(back=back), manager_name=self.name), self.name, NOW)

    def correction(self) -> Correction:
        return Correction(self.child(), self.outcome(1), self.name, TODAY)

    def recorded(self) -> Recorded:
        children = tuple(self.recorded_child(child.id) for child in self.children())
        return Recorded(children, self.name, self.contacts())

    def planned(self, status: VisitStatus = VisitStatus.PLANNED) -> Planned:
        return Planned(self.visit(status), self.children(), NOW, (self.text,) * self.many)

    def why(self) -> Why:
        lines = (self.text,) * (150 if self.fat else 4)
        return Why(self.child(), date(2026, 12, 8), Standing(self.decision()), lines)

    def passage(self, adopted: bool, document: str = "gloucestershire") -> FoundPassage:
        return FoundPassage(
            document=document,
            title=self.text,
            section=self.text,
            text=self.text,
            quotes=(self.text, self.text),
            place="block 3",
            badges=(self.text, "undated"),
            adopted=adopted,
        )

    def urgent(self) -> UrgentRoute:
        return UrgentRoute("alone", self.text, (self.text,) * (20 if self.fat else 3), self.citation())

    def answers(self) -> dict[str, Answer]:
        both = (self.passage(True), self.passage(True), self.passage(True), self.passage(False, "camden"))
        near = tuple(Heading("camden", self.text, self.text) for _ in range(self.many))
        return {
            "covered": Answer("q", True, answers=both, note=self.text, context=self.text, sure=False),
            "others only": Answer("q", True, answers=(self.passage(False),)),
            "conflict": Answer("q", True, conflict=True, answers=both),
            "not covered": Answer("q", False, nearest=near, note=self.text),
            "urgent": Answer("q", True, answers=both, urgent=self.urgent()),
            "urgent, not covered": Answer("q", False, urgent=self.urgent()),
        }

    def reminder(self, *, visit: bool = True) -> ReminderCard:
        return ReminderCard(
            children=self.children(),
            visit=self.visit() if visit else None,
            due_on=date(2026, 12, 3),
            due=self.decision(),
            owed=self.owed(),
            days_late=4,
            since_seen=18,
            late=self.fat,
            worker_name=self.name,
        )

    def card_of(self, kind: MessageKind) -> object:
        """The card that a kind of message is drawn from."""
        status = {
            MessageKind.ALERT_ACKNOWLEDGED: AlertStatus.ACKNOWLEDGED,
            MessageKind.ALERT_CLOSED: AlertStatus.CLOSED,
        }.get(kind, AlertStatus.OPEN)
        return {
            MessageKind.VISIT_REMINDER: self.reminder(),
            MessageKind.DUE_SOON: self.reminder(visit=False),
            MessageKind.DUE_TODAY: self.reminder(visit=False),
            MessageKind.OVERDUE: self.reminder(visit=False),
            MessageKind.NO_INTERVAL_TASK: self.reminder(visit=False),
            MessageKind.NOT_SEEN_RECEIPT: ReceiptCard(
                self.together().alerts, self.contacts(), (self.recorded_child(alert_id=9),)
            ),
            MessageKind.VISIT_RECEIPT: VisitReceipt(
                (self.recorded_child(2), self.corrected(back=False), self.corrected(back=True))
            ),
            MessageKind.STARTS_OVERDUE: ListCard(self.rows(), NOW),
            MessageKind.IMPORT_PROBLEMS: ProblemsCard(self.text, (self.text,) * 40),
            MessageKind.DELIVERY_TROUBLE: ProblemsCard(self.text, ()),
            MessageKind.QUESTION_PASSED_ON: PassedOnCard(7, self.text),
            MessageKind.REPLY: ReplyCard(self.text, self.text, self.name),
            MessageKind.RECORD_CORRECTED: self.corrected_card(back=False),
        }.get(kind, self.together(status))


NOON = time(12, 0)
