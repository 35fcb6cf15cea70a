// Block Kit elements: buttons, menus, feedback, pictures, and the choice of who draws the rest. acting.js says what
// `ctx` holds.

import { ids, press } from "./acting.js";
import { choices } from "./choices.js";
import { datepicker, datetimepicker, timepicker } from "./dates.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { plainText, textObject } from "./mrkdwn.js";
import { openMenu, toggles } from "./popover.js";
import { cannotDraw } from "./richtext.js";
import { select } from "./selects.js";
import { richTextInput, textInput } from "./textinputs.js";

const DRAW = {
  button,
  overflow,
  image: picture,
  feedback_buttons: feedbackButtons,
  icon_button: iconButton,
  radio_buttons: choices,
  checkboxes: choices,
  plain_text_input: textInput,
  number_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  rich_text_input: richTextInput,
  datepicker,
  timepicker,
  datetimepicker,
};
for (const kind of ["static", "external", "users", "conversations", "channels"]) {
  DRAW[`${kind}_select`] = select;
  DRAW[`multi_${kind}_select`] = select;
}

/** One element as a node; a kind this page does not know says so in place. */
export function element(item, ctx) {
  const draw = DRAW[item?.type];
  return draw ? draw(item, ctx) : cannotDraw(item?.type, "element");
}

function button(item, ctx) {
  const style = ["primary", "danger"].includes(item.style) ? item.style : "";
  const props = {
    class: `button ${style}`,
    "aria-label": item.accessibility_label,
    "aria-describedby": ctx.describedBy,
    ...ids(item, ctx),
    "data-value": item.value,
  };
  const words = h("span", { class: "button-words" }, plainText(item.text?.text, item.text?.emoji !== false));
  const action = {
    text: item.text,
    ...(item.value === undefined ? {} : { value: item.value }),
    ...(item.style ? { style: item.style } : {}),
  };
  if (/^https?:\/\//i.test(item.url ?? "")) {
    // A link button opens its page and still tells the app that it was pressed.
    const go = h(
      "a",
      { ...props, href: item.url, target: "_blank", rel: "noopener noreferrer" },
      words,
      icon("external", 15),
    );
    go.addEventListener("click", () => press({ ...item, confirm: null }, ctx, action, go));
    return go;
  }
  const node = h("button", { type: "button", ...props }, words);
  node.addEventListener("click", () => press(item, ctx, action, node));
  return node;
}

function overflow(item, ctx) {
  const node = h(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-label": item.accessibility_label ?? "More choices",
      ...ids(item, ctx),
    },
    icon("dots"),
  );
  return toggles(
    node,
    () =>
      openMenu(
        node,
        (item.options ?? []).map((option) => ({
          label: textObject(option.text, ctx.surface.names),
          note: option.description ? textObject(option.description, ctx.surface.names) : null,
          value: option.value,
          pick: () => {
            if (/^https?:\/\//i.test(option.url ?? ""))
              window.open(option.url, "_blank", "noopener,noreferrer");
            press(item, ctx, { selected_option: option }, node);
          },
        })),
        { label: "More choices" },
      ),
    "menu",
  );
}

function feedbackButtons(item, ctx) {
  const one = (part, name) => {
    if (!part) return null;
    const pressed = ctx.surface.form.values.get(ctx.blockId)?.get(item.action_id)?.value === part.value;
    const node = h(
      "button",
      {
        type: "button",
        class: "icon-button feedback",
        "aria-pressed": String(pressed),
        title: part.text?.text,
        "aria-label": part.accessibility_label ?? part.text?.text,
        ...ids(item, ctx),
        "data-value": part.value,
      },
      icon(name, 18),
    );
    node.addEventListener("click", () => {
      ctx.surface.pressed?.(ctx.blockId, item.action_id, part.value);
      for (const sibling of node.parentElement.children)
        sibling.setAttribute("aria-pressed", String(sibling === node));
      return press(item, ctx, { text: part.text, value: part.value }, node);
    });
    return node;
  };
  return h(
    "span",
    { class: "feedback-pair", role: "group", "aria-label": "Feedback" },
    one(item.positive_button, "up"),
    one(item.negative_button, "downThumb"),
  );
}

function iconButton(item, ctx) {
  const allowed = item.visible_to_user_ids;
  if (allowed?.length && !allowed.includes(ctx.surface.me)) return h("span", { hidden: true });
  const known = item.icon === "trash";
  const node = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      title: item.text?.text,
      "aria-label": item.accessibility_label ?? item.text?.text,
      ...ids(item, ctx),
      "data-value": item.value,
    },
    known ? icon("trash", 18) : h("span", {}, item.text?.text ?? item.icon),
  );
  node.addEventListener("click", () =>
    press(
      item,
      ctx,
      { icon: item.icon, text: item.text, ...(item.value === undefined ? {} : { value: item.value }) },
      node,
    ),
  );
  return node;
}

/** A picture from this machine; one from elsewhere is not fetched, and says so. */
export function picture(item, ctx, style = "picture-small") {
  const url = item.image_url ?? "";
  const local = /^(data:image\/|http:\/\/(127\.0\.0\.1|localhost)[:/])/.test(url);
  if (!local) return missingPicture(item.alt_text, style, url);
  const image = h("img", { src: url, alt: item.alt_text ?? "", class: style, loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(missingPicture(item.alt_text, style, url)), {
    once: true,
  });
  return image;
}

function missingPicture(words, style, url) {
  const why = "This page loads nothing from the internet";
  return h(
    "span",
    {
      class: `picture-missing ${style}`,
      role: "img",
      "aria-label": `Picture: ${words ?? ""}`,
      title: url ? `${why}: ${url}` : why,
    },
    icon("picture"),
    style === "picture-small" ? null : h("span", {}, words || "Picture"),
  );
}
