// Modals: the top view of the stack in a dialogue, with what was typed kept until the view is gone.

import { post, sentence } from "./api.js";
import { drawBlock } from "./blocks.js";
import { announce, fill, h, isNarrow, reconcile, takeAway } from "./dom.js";
import { checkInputs } from "./form.js";
import { icon } from "./icons.js";
import { plainText } from "./mrkdwn.js";
import { closePopover } from "./popover.js";
import { settle, stateOf } from "./surface.js";

export class Modals {
  constructor(store) {
    this.store = store;
    this.dialog = null;
    this.view = null;
    store.listen((what) => (what.has("state") || what.has("status")) && this.sync());
  }

  /** Show the top view of whoever acts, or nothing. */
  sync() {
    const view = this.store.state.modals.at(-1) ?? null;
    if (!view) {
      this.view = null;
      if (this.dialog) {
        closePopover();
        this.dialog.close();
      }
      return;
    }
    const key = `${this.store.me}|${view.id}`;
    const isNew = this.key !== key || !this.dialog;
    if (!this.dialog) this.build();
    if (isNew) {
      closePopover();
      this.key = key;
      this.setTrouble(null);
      this.body.replaceChildren();
      this.body.scrollTop = 0;
      this.setThinking(false);
    }
    this.view = view;
    this.surface = this.store.surfaces.view(view);
    this.frame(view);
    this.blocks = settle(this.surface, view.blocks);
    reconcile(this.body, this.blocks, {
      key: (block) => block.block_id,
      signature: (block) => `${view.id}${JSON.stringify(block)}`,
      draw: (block) => drawBlock(block, this.surface),
    });
    this.dialog.classList.toggle("busy", this.store.viewBusy);
    if (!this.dialog.open) this.dialog.showModal();
    if (isNew) this.focusFirst();
  }

  build() {
    this.title = h("h2", { id: "modal-title", tabindex: "-1" });
    this.back = h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Back",
        "data-testid": "modal-back",
        on: { click: () => this.close(false) },
      },
      icon("back"),
    );
    this.body = h("div", { class: "dialog-body modal-body" });
    this.trouble = h("div", {
      class: "modal-trouble",
      role: "alert",
      hidden: true,
      "data-testid": "modal-error",
    });
    this.closer = h("button", {
      type: "button",
      class: "button",
      "data-testid": "modal-close",
      on: { click: () => this.close(false) },
    });
    this.submitter = h("button", { type: "submit", class: "button primary", "data-testid": "modal-submit" });
    const cross = h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Close",
        "data-testid": "modal-x",
        on: { click: () => this.close(true) },
      },
      icon("close"),
    );
    const form = h(
      "form",
      {
        class: "modal-form",
        novalidate: true,
        on: {
          submit: (event) => {
            event.preventDefault();
            this.submit();
          },
          keydown: (event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              this.submit();
            }
          },
        },
      },
      h("header", { class: "dialog-head" }, this.back, avatarless(), this.title, cross),
      h("div", { class: "thinking-bar", "aria-hidden": "true" }),
      this.trouble,
      this.body,
      h("footer", { class: "dialog-foot" }, this.closer, this.submitter),
      h("div", { class: "dialog-toasts toasts" }),
    );
    this.dialog = h(
      "dialog",
      { class: "dialog modal", "aria-labelledby": "modal-title", "data-testid": "modal" },
      form,
    );
    this.dialog.addEventListener("cancel", (event) => {
      if (event.target !== this.dialog) return;
      event.preventDefault();
      this.close(false);
    });
    const { dialog } = this;
    dialog.addEventListener("close", (event) => {
      if (event.target !== dialog) return;
      takeAway(dialog);
      this.dialog = null;
      // Shut by the browser itself (a second Escape): the server is told, too.
      if (this.view) this.close(false);
    });
    document.body.append(this.dialog);
  }

  frame(view) {
    const depth = this.store.state.modals.length;
    fill(this.title, plainText(view.title?.text ?? ""));
    this.back.hidden = depth < 2;
    this.dialog.dataset.viewId = view.id;
    this.dialog.dataset.callbackId = view.callback_id ?? "";
    fill(this.closer, plainText(view.close?.text ?? (view.submit ? "Cancel" : "Close")));
    this.submitter.hidden = !view.submit;
    if (view.submit && !this.thinking) fill(this.submitter, plainText(view.submit.text));
  }

  focusFirst() {
    const wanted = this.body.querySelector("[data-focus-on-load]");
    const first = isNarrow()
      ? null
      : this.body.querySelector(
          ".block-input input:not([type=hidden]), .block-input textarea, .block-input button.select",
        );
    (wanted ?? first ?? this.title).focus({ preventScroll: !wanted });
  }

  setThinking(on) {
    this.thinking = on;
    this.dialog.classList.toggle("thinking", on);
    this.submitter.setAttribute("aria-disabled", String(on));
    if (on) fill(this.submitter, h("span", { class: "spinner", "aria-hidden": "true" }), "Thinking…");
    else if (this.view?.submit) fill(this.submitter, plainText(this.view.submit.text));
  }

  setTrouble(words) {
    this.trouble.hidden = !words;
    fill(this.trouble, words ? [icon("warning", 18), h("p", {}, words)] : null);
  }

  async submit() {
    if (this.thinking || !this.view?.submit) return;
    const { view, surface, store } = this;
    const key = this.key;
    this.setTrouble(null);
    const missing = checkInputs(this.blocks, surface.form);
    surface.form.setErrors(missing);
    if (Object.keys(missing).length) return this.toError();
    this.setThinking(true);
    const answer = await post("submit", { as: store.me, view_id: view.id, state: stateOf(surface) });
    if (this.key === key && this.dialog) {
      this.setThinking(false);
      if (answer.errors && Object.keys(answer.errors).length) this.showErrors(answer.errors);
      else if (answer.ok === false)
        this.setTrouble(`${sentence(answer.error)} What you typed is still here.`);
    }
    await store.refresh(["state", "messages", "thread"]);
  }

  showErrors(errors) {
    const known = new Set(this.blocks.map((block) => block.block_id));
    this.surface.form.setErrors(errors);
    const lost = Object.entries(errors)
      .filter(([id]) => !known.has(id))
      .map(([, words]) => words);
    if (lost.length) this.setTrouble(lost.join(" "));
    this.toError();
  }

  toError() {
    const first = this.body.querySelector(".in-error");
    if (!first) return;
    first.querySelector("[data-action-id]")?.focus({ preventScroll: true });
    first.scrollIntoView({ block: "center" });
    announce(`There is a problem: ${first.querySelector(".field-error")?.textContent ?? ""}`);
  }

  async close(all) {
    const { view, store } = this;
    if (!view) return;
    this.view = null;
    const answer = await post("close", { as: store.me, view_id: view.id, clear: all });
    if (answer.unreachable && this.dialog) {
      this.view = view;
      this.setTrouble(sentence(answer.error));
    }
    await store.refresh(["state"]);
  }
}

function avatarless() {
  return h("span", { class: "modal-door", "aria-hidden": "true" }, icon("door", 18));
}
