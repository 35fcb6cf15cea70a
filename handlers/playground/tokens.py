"""Keeping the stand-in away from real workspaces."""

import re
from collections.abc import Mapping

_REAL = re.compile(r"xox[a-z]-\d+-|xoxe[.-]|xapp-\d+-[A-Z0-9]+-\d+-", re.IGNORECASE)


def looks_real(token: str) -> bool:
    """True for a token in the form Slack issues (xoxb-<digits>-..., xapp-<digit>-A...-...)."""
    return bool(_REAL.match(token))


def refusal(bot_token: str, app_token: str, environment: Mapping[str, str]) -> str | None:
    """The sentence with which the playground declines to start beside real tokens; None if it may start."""
    for name, given in (("SLACK_BOT_TOKEN", bot_token), ("SLACK_APP_TOKEN", app_token)):
        if looks_real(given):
            return f"The token given for {name} looks real: the playground takes made-up tokens only."
        present = environment.get(name, "")
        if looks_real(present):
            return (
                f"{name} in the environment looks like a real Slack token, and the playground does not run "
                "beside one: unset it, or start the bot without the playground."
            )
        if present and present != given:
            return (
                f"{name} in the environment differs from the one given to the playground: unset it, or give "
                "the same made-up token to both."
            )
    return None
