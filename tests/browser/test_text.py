"""mrkdwn and Markdown: what comes out for what goes in, parsed by the page's own modules."""

from typing import Any

import pytest

from tests.browser import gallery
from tests.browser.page import Page
from tests.browser.small_app import SmallApp

pytestmark = pytest.mark.browser

DRAW = """
const done = arguments[arguments.length - 1];
import(`./static/${arguments[0]}.js`).then((module) => {
  const names = { user: (id) => ({ U1: "Amina Yusuf" })[id] ?? null, channel: () => null, now: () => new Date("2026-11-23T12:00:00Z") };
  done(arguments[1].map((text) => {
    const box = document.createElement("div");
    box.append(...module[arguments[0]](text, names));
    for (const one of box.querySelectorAll("a")) for (const name of ["target", "rel"]) one.removeAttribute(name);
    for (const one of box.querySelectorAll(".emoji")) one.replaceWith(`[${one.title}]`);
    return box.innerHTML;
  }));
}, (error) => done(String(error)));
"""  # fmt: skip

MRKDWN = {
    "*bold* _it_ ~gone~ `x`": "<strong>bold</strong> <em>it</em> <s>gone</s> <code>x</code>",
    "*_both_*": "<strong><em>both</em></strong>",
    "snake_case_name 2*3*4": "snake_case_name 2*3*4",
    "* not bold* and *open": "* not bold* and *open",
    "(*bold*)": "(<strong>bold</strong>)",
    "`*raw*`": "<code>*raw*</code>",
    "3 &lt; 5 &amp; 6 &gt; 4": "3 &lt; 5 &amp; 6 &gt; 4",
    "&amp;lt;b&amp;gt;": "&amp;lt;b&amp;gt;",
    "<b>x</b>": "&lt;b&gt;x&lt;/b&gt;",
    "one\ntwo": "one<br>two",
    "> quoted\n&gt; too\nafter": "<blockquote>quoted<br>too</blockquote>after",
    "before\n>>> all\nof it": "before<blockquote>all<br>of it</blockquote>",
    "```a <b>\n*c*```": '<pre class="code-block">a &lt;b&gt;\n*c*</pre>',
    "<https://a.example/x?b=1&amp;c=2|here>": '<a href="https://a.example/x?b=1&amp;c=2">here</a>',
    "<mailto:a@b.example|mail>": '<a href="mailto:a@b.example">mail</a>',
    "<javascript:alert(1)|here>": "&lt;javascript:alert(1)|here&gt;",
    "see https://a.example/b.": 'see <a href="https://a.example/b">https://a.example/b</a>.',
    "<@U1> <@U9> <#C1|team> <!here>": '<span class="mention">@Amina Yusuf</span> <span class="mention">@U9</span> <span class="mention">#team</span> <span class="mention loud">@here</span>',
    "<!subteam^S1|@duty>": '<span class="mention">@duty</span>',
    "<!date^1795442400^{date_short_pretty} {time}|later>": '<time datetime="2026-11-23T14:00:00.000Z" title="later">today 14:00</time>',
    "<!date^1782223200^{date_num} {time}|later>": '<time datetime="2026-06-23T14:00:00.000Z" title="later">2026-06-23 15:00</time>',
    "<!date^soon^{date}|later>": "later",
    ":white_check_mark: :no_such: 10:30:15": "[:white_check_mark:] :no_such: 10:30:15",
}  # fmt: skip

MARKDOWN = {
    "# One\n### Three": '<h3 class="md-heading md-h1">One</h3><h5 class="md-heading md-h3">Three</h5>',
    "a **b** *c* __d__ _e_ ~~f~~ `g`": "<p>a <strong>b</strong> <em>c</em> <strong>d</strong> <em>e</em> <s>f</s> <code>g</code></p>",
    "snake_case_name and 2 * 3 * 4": "<p>snake_case_name and 2 * 3 * 4</p>",
    "one\ntwo\n\nthree": "<p>one<br>two</p><p>three</p>",
    "- a\n  - b\n- c": "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
    "3. a\n4. b": '<ol start="3"><li>a</li><li>b</li></ol>',
    "1. a\n   - b\n2. c": "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>",
    "> quoted\n> **too**": "<blockquote><p>quoted<br><strong>too</strong></p></blockquote>",
    "```py\n<b> *x*\n```": '<pre class="code-block">&lt;b&gt; *x*</pre>',
    "[a](https://a.example) <https://b.example>": '<p><a href="https://a.example">a</a> <a href="https://b.example">https://b.example</a></p>',
    "[a](javascript:alert(1))": "<p><span>a</span>)</p>",
    "\\*plain\\* &amp; &lt;b&gt; <i>": "<p>*plain* &amp; &lt;b&gt; &lt;i&gt;</p>",
    "|a|b|\n|:-|-:|\n|1|2 \\| 3|": '<div class="table-scroll" tabindex="0" role="region" aria-label="Table: a, b"><table class="block-table"><thead><tr><th class="align-left" scope="col">a</th><th class="align-right" scope="col">b</th></tr></thead><tbody><tr><td class="align-left">1</td><td class="align-right">2 | 3</td></tr></tbody></table></div>',
    "---": "<hr>",
}  # fmt: skip


@pytest.mark.parametrize(
    ("module", "cases"), [("mrkdwn", MRKDWN), ("markdown", MARKDOWN)], ids=["mrkdwn", "markdown"]
)
def test_text_becomes_these_elements(page: Page, module: str, cases: dict[str, str]) -> None:
    page.open("U0AMINA")
    drawn = page.driver.execute_async_script(DRAW, module, list(cases))
    assert dict(zip(cases, drawn, strict=True)) == cases


def everywhere(text: str) -> list[dict[str, Any]]:
    """A text in every place of a message that shows text."""
    short = text[:70]
    return [
        {"type": "section", "text": gallery.mrkdwn(text)},
        {"type": "section", "fields": [gallery.plain(text), gallery.mrkdwn(text)], "accessory": gallery.button(short, "press", confirm={**gallery.CONFIRM, "text": gallery.mrkdwn(text)})},
        {"type": "header", "text": gallery.plain(text)},
        {"type": "context", "elements": [gallery.mrkdwn(text), {"type": "image", "image_url": gallery.PIXEL, "alt_text": text}]},
        {"type": "actions", "elements": [{"type": "static_select", "action_id": "pick", "placeholder": gallery.plain(text), "options": [gallery.option(short, "x", short)]}, {"type": "checkboxes", "action_id": "tick", "options": [gallery.option(short, "x", short)]}]},
        {"type": "rich_text", "elements": [gallery.section(gallery.text(text), {"type": "link", "url": "javascript:window.harmed=1", "text": text}), {"type": "rich_text_preformatted", "elements": [gallery.text(text)]}]},
        {"type": "table", "rows": [[gallery.cell(text)], [gallery.cell(text)]]},
        {"type": "markdown", "text": text},
        {"type": "image", "image_url": "https://example.org/" + short, "alt_text": text, "title": gallery.plain(text)},
    ]  # fmt: skip


FOUND = """
const bad = [];
for (const one of document.querySelectorAll("body *")) {
  if (["SCRIPT", "IFRAME", "OBJECT", "EMBED", "STYLE", "B", "I"].includes(one.tagName) && one.closest(".message, dialog, .popover") && !one.closest(".dots")) bad.push(one.outerHTML);
  for (const { name, value } of one.attributes) {
    if (name.startsWith("on")) bad.push(one.outerHTML);
    if ((name === "href" || name === "src") && !/^(https?:|mailto:|tel:|data:image\\/svg|static\\/|#main)/.test(value)) bad.push(one.outerHTML);
  }
}
return [bad, window.harmed ?? null];
"""


def test_no_text_becomes_markup(page: Page, app: SmallApp) -> None:
    for text in gallery.INJECTIONS:
        app.post("U0AMINA", text, blocks=everywhere(text))
        app.post("U0AMINA", text)
    page.open("U0AMINA")
    page.say(" ".join(gallery.INJECTIONS))
    mine = page.wait(lambda: page.css("#main .message.mine")[-1])
    assert "<script>window.harmed=1</script>" in mine.text
    page.press(page.css('#main [data-action-id="pick"]')[0])
    page.one(".popover .option")
    bad, harmed = page.js(FOUND)
    assert bad == []
    assert harmed is None
    page.keys("\ue00c")
    page.press(page.css('#main [data-action-id="press"]')[0])
    page.shows(lambda: page.get("confirm").text, "<script>")
    assert page.js(FOUND) == [[], None]
    page.get("confirm-deny").click()
    page.gone("confirm")
