// The product's time, always on show, and the three buttons that move it.

import { post, sentence } from "./api.js";
import { announce, h } from "./dom.js";
import { clockTime, dayAndTime, shortDay } from "./time.js";
import { toast } from "./toasts.js";

const HOUR = 3600;
const JUMPS = [
  { id: "hour", label: "+1 hour", say: "one hour", body: { advance_seconds: HOUR } },
  { id: "morning", label: "Next morning", say: "to the next morning", body: { to: "next_morning" } },
  { id: "week", label: "+1 week", say: "one week", body: { advance_seconds: 7 * 24 * HOUR } },
];
const FLASH = 2400;

export class Clock {
  constructor(place) {
    this.place = place;
    this.available = false;
    this.base = Date.now();
    this.heard = performance.now();
    this.draw();
    setInterval(() => this.tick(), 1000);
  }

  /** The product's time as a Date; the machine's own time while the product's is unknown. */
  now() {
    return this.available ? new Date(this.base + performance.now() - this.heard) : new Date();
  }

  /** Take over {available, now} from the server. */
  hear(told) {
    this.available = Boolean(told?.available && told.now);
    if (this.available) {
      this.base = Date.parse(told.now);
      this.heard = performance.now();
    }
    for (const button of this.buttons) button.disabled = !this.available || this.moving;
    this.place.classList.toggle("unavailable", !this.available);
    this.place.title = this.available
      ? ""
      : "The product’s clock is not connected: this is the machine’s own time";
    this.tick();
  }

  draw() {
    this.day = h("span", { class: "clock-day" });
    this.time = h("span", { class: "clock-time" });
    const now = h(
      "p",
      { class: "clock-now", "data-testid": "clock-now" },
      this.day,
      h("span", { class: "clock-comma" }, ", "),
      this.time,
      h("span", { class: "clock-place" }, h("span", { class: "clock-comma" }, ", "), "London"),
    );
    this.buttons = JUMPS.map((jump) =>
      h(
        "button",
        {
          type: "button",
          class: "clock-jump",
          "data-testid": `clock-${jump.id}`,
          title: `Move the product’s clock on ${jump.say}`,
          disabled: true,
          on: { click: () => this.jump(jump) },
        },
        jump.label,
      ),
    );
    this.place.replaceChildren(now, h("div", { class: "clock-jumps" }, this.buttons));
    this.tick();
  }

  tick() {
    const now = this.now();
    const day = shortDay(now);
    const time = clockTime(now);
    if (this.day.textContent !== day) this.day.textContent = day;
    if (this.time.textContent !== time) this.time.textContent = time;
  }

  async jump(jump) {
    if (this.moving) return;
    this.moving = true;
    for (const button of this.buttons) button.setAttribute("aria-disabled", "true");
    this.place.classList.add("moving");
    const answer = await post("clock", jump.body);
    this.moving = false;
    this.place.classList.remove("moving");
    for (const button of this.buttons) button.removeAttribute("aria-disabled");
    if (answer.ok === false || !answer.now) {
      toast(sentence(answer.error));
      return;
    }
    this.hear({ available: true, now: answer.now });
    const said = `The clock moved on ${jump.say}: it is now ${dayAndTime(this.now())}.`;
    toast(said, "news");
    announce(said);
    this.place.classList.add("jumped");
    setTimeout(() => this.place.classList.remove("jumped"), FLASH);
    this.onJump?.();
  }
}
