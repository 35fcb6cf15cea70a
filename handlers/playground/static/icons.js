// Line icons of the page, drawn here so that nothing is fetched.

import { svg } from "./dom.js";

const LINE = {
  fill: "none",
  stroke: "currentColor",
  "stroke-width": "1.7",
  "stroke-linecap": "round",
  "stroke-linejoin": "round",
};
const line = (d) => ["path", { ...LINE, d }];
const dot = (cx, cy, r = 1.4) => ["circle", { cx, cy, r, fill: "currentColor" }];

const ICONS = {
  menu: [line("M4 6h12M4 10h12M4 14h12")],
  close: [line("M5.5 5.5l9 9M14.5 5.5l-9 9")],
  back: [line("M12 5l-5 5 5 5")],
  forward: [line("M8 5l5 5-5 5")],
  down: [line("M6 8l4 4 4-4")],
  dots: [dot(5, 10), dot(10, 10), dot(15, 10)],
  send: [["path", { fill: "currentColor", d: "M3.4 16.2 17 10 3.4 3.8l1.5 5 6.6 1.2-6.6 1.2z" }]],
  reply: [line("M4 5.5h12v8H9.5L6 16.5v-3H4z")],
  search: [line("M9 14a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM12.7 12.7 16.5 16.5")],
  bolt: [line("M11 2.8 4.8 11.4H9.4L8.6 17.2l6.4-8.8h-4.7z")],
  calendar: [line("M4 5.5h12v11H4zM4 8.7h12M7 3.5v3M13 3.5v3")],
  clock: [line("M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4.2l2.8 1.6")],
  eye: [
    line("M2.5 10s2.7-5 7.5-5 7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5z"),
    ["circle", { ...LINE, cx: 10, cy: 10, r: 2.2 }],
  ],
  trash: [line("M4.5 6h11M8 6V4h4v2M6 6l.7 10h6.6L14 6M8.6 8.8v4.6M11.4 8.8v4.6")],
  up: [line("M7 9v7H4.5V9zM7 9l3-6c1.3 0 2 .8 2 2v3h3.6c.9 0 1.5.8 1.3 1.7l-1 4.9c-.2.9-.9 1.4-1.7 1.4H7")],
  downThumb: [
    line("M7 11V4H4.5v7zM7 11l3 6c1.3 0 2-.8 2-2v-3h3.6c.9 0 1.5-.8 1.3-1.7l-1-4.9c-.2-.9-.9-1.4-1.7-1.4H7"),
  ],
  info: [line("M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9.2v4.3"), dot(10, 6.6, 1)],
  warning: [line("M10 3.5 17.3 16H2.7zM10 8.3v3.6"), dot(10, 13.9, 0.95)],
  error: [line("M7 3h6l4 4v6l-4 4H7l-4-4V7zM10 6.6v4.2"), dot(10, 13.3, 1)],
  success: [line("M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM6.9 10.2l2.2 2.2 4.1-4.5")],
  tick: [line("M4.5 10.5l3.5 3.5 7.5-8")],
  external: [line("M8 5H4.5v10.5H15V12M11 4.5h4.5V9M15.2 4.8 9.5 10.5")],
  mask: [
    line(
      "M3.5 7c2-1 4.2-1.3 6.5-.4 2.3-.9 4.5-.6 6.5.4 0 4.5-1.6 7-4 7-1.2 0-1.8-.9-2.5-.9s-1.3.9-2.5.9c-2.4 0-4-2.5-4-7z",
    ),
    line("M6.3 9.4c.9-.5 1.7-.5 2.4.2M13.7 9.4c-.9-.5-1.7-.5-2.4.2"),
  ],
  picture: [line("M3.5 4.5h13v11h-13zM3.5 13l4-4 3 3 2-2 4 4"), dot(12.8, 7.7, 1)],
  door: [
    [
      "path",
      {
        fill: "currentColor",
        d: "M5.5 16.6V5.6A2.6 2.6 0 0 1 8.1 3h3.8a2.6 2.6 0 0 1 2.6 2.6v11zm6.3-5.3a.95.95 0 1 0 0-1.9.95.95 0 0 0 0 1.9z",
      },
    ],
    line("M3 17h14"),
  ],
};

/** A 20 by 20 icon that takes the colour of its text and is hidden from assistive technology. */
export function icon(name, size = 20) {
  return svg("0 0 20 20", ICONS[name], { width: size, height: size, class: "icon" });
}
