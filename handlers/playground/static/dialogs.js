// The small dialogue that asks before an action ("Are you sure?"), with the app's own words.

import { h, takeAway } from "./dom.js";
import { icon } from "./icons.js";
import { textObject } from "./mrkdwn.js";

/** Ask with a Block Kit confirm object; resolves to true when the person confirms. */
export function confirmed(confirm, names) {
  return new Promise((resolve) => {
    const answer = (yes) => {
      said = yes;
      dialog.close();
    };
    let said = false;
    const style = confirm.style === "danger" ? "danger" : "primary";
    const dialog = h(
      "dialog",
      { class: "dialog confirm", "aria-labelledby": "confirm-title", "data-testid": "confirm" },
      h(
        "header",
        { class: "dialog-head" },
        h("h2", { id: "confirm-title" }, textObject(confirm.title ?? "Are you sure?", names)),
        h(
          "button",
          { type: "button", class: "icon-button", "aria-label": "Close", on: { click: () => answer(false) } },
          icon("close"),
        ),
      ),
      h("div", { class: "dialog-body" }, textObject(confirm.text, names)),
      h(
        "footer",
        { class: "dialog-foot" },
        h(
          "button",
          {
            type: "button",
            class: "button",
            "data-testid": "confirm-deny",
            on: { click: () => answer(false) },
          },
          textObject(confirm.deny ?? "Cancel", names),
        ),
        h(
          "button",
          {
            type: "button",
            class: `button ${style}`,
            "data-testid": "confirm-ok",
            autofocus: true,
            on: { click: () => answer(true) },
          },
          textObject(confirm.confirm ?? "Yes", names),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      takeAway(dialog);
      resolve(said);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
