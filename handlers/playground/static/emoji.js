// Emoji shortcodes of the common kind. The marks the product leans on (ticks, warnings, coloured dots, a house) are
// drawn here, so that they look the same on a machine without an emoji font.

import { h, svg } from "./dom.js";

const CODES = `
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|warning ⚠️|rotating_light 🚨
no_entry ⛔|no_entry_sign 🚫|exclamation ❗|heavy_exclamation_mark ❗|question ❓|grey_question ❔|information_source ℹ️|bangbang ‼️
red_circle 🔴|large_orange_circle 🟠|orange_circle 🟠|large_yellow_circle 🟡|yellow_circle 🟡|large_green_circle 🟢|green_circle 🟢
large_blue_circle 🔵|blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|red_square 🟥|large_green_square 🟩
large_yellow_square 🟨|large_blue_square 🟦|small_red_triangle 🔺|small_blue_diamond 🔹|large_blue_diamond 🔷|white_small_square ▫️
bell 🔔|no_bell 🔕|mega 📣|loudspeaker 📢|calendar 📆|date 📅|spiral_calendar_pad 🗓️|clock1 🕐|clock3 🕒|clock9 🕘|alarm_clock ⏰
hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|timer_clock ⏲️|watch ⌚|house 🏠|house_with_garden 🏡|door 🚪|school 🏫|hospital 🏥
office 🏢|police_car 🚓|ambulance 🚑|car 🚗|bus 🚌|bike 🚲|round_pushpin 📍|pushpin 📌|world_map 🗺️|telephone_receiver 📞|phone ☎️
telephone ☎️|iphone 📱|email 📧|e-mail 📧|envelope ✉️|incoming_envelope 📨|inbox_tray 📥|outbox_tray 📤|speech_balloon 💬|thought_balloon 💭
memo 📝|pencil 📝|pencil2 ✏️|clipboard 📋|page_facing_up 📄|page_with_curl 📃|books 📚|book 📖|open_book 📖|bookmark 🔖|label 🏷️
file_folder 📁|open_file_folder 📂|card_index_dividers 🗂️|paperclip 📎|link 🔗|mag 🔍|mag_right 🔎|lock 🔒|unlock 🔓|key 🔑|shield 🛡️
bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|gear ⚙️|hammer_and_wrench 🛠️|wrench 🔧|wastebasket 🗑️|package 📦
bulb 💡|sparkles ✨|star ⭐|star2 🌟|tada 🎉|trophy 🏆|dart 🎯|fire 🔥|zap ⚡|sunny ☀️|cloud ☁️|umbrella ☔|snowflake ❄️|rainbow 🌈|seedling 🌱|herb 🌿
maple_leaf 🍁|evergreen_tree 🌲|deciduous_tree 🌳|coffee ☕|tea 🍵|cake 🍰|birthday 🎂|baby 👶|child 🧒|girl 👧|boy 👦|adult 🧑|woman 👩|man 👨
older_woman 👵|older_man 👴|family 👪|bust_in_silhouette 👤|busts_in_silhouette 👥|two_women_holding_hands 👭|handshake 🤝|wave 👋|raised_hand ✋
hand ✋|point_right 👉|point_left 👈|point_up ☝️|point_down 👇|thumbsup 👍|+1 👍|thumbsdown 👎|-1 👎|ok_hand 👌|clap 👏|raised_hands 🙌|pray 🙏|muscle 💪
eyes 👀|eye 👁️|ear 👂|brain 🧠|heart ❤️|yellow_heart 💛|green_heart 💚|blue_heart 💙|broken_heart 💔|smile 😄|smiley 😃|grinning 😀|slightly_smiling_face 🙂
simple_smile 🙂|blush 😊|wink 😉|joy 😂|thinking_face 🤔|neutral_face 😐|worried 😟|slightly_frowning_face 🙁|disappointed 😞|cry 😢|sob 😭|tired_face 😫
sleeping 😴|zzz 💤|face_with_thermometer 🤒|scream 😱|rage 😡|sunglasses 😎|robot_face 🤖|wheelchair ♿|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️
arrow_down ⬇️|arrow_upper_right ↗️|arrow_lower_right ↘️|arrows_counterclockwise 🔄|repeat 🔁|leftwards_arrow_with_hook ↩️|arrow_right_hook ↪️|rewind ⏪|fast_forward ⏩
arrow_forward ▶️|double_vertical_bar ⏸️|black_square_for_stop ⏹️|octagonal_sign 🛑|heavy_plus_sign ➕|heavy_minus_sign ➖|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣
six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟|zero 0️⃣|new 🆕|ok 🆗|sos 🆘|airplane ✈️|palm_tree 🌴|beach_with_umbrella 🏖️|desert_island 🏝️|dog 🐶|cat 🐱`;

const BY_NAME = new Map();
for (const entry of CODES.split(/[|\n]/)) {
  const space = entry.indexOf(" ");
  if (space > 0) BY_NAME.set(entry.slice(0, space), entry.slice(space + 1));
}

const disc = (fill, edge) => [["circle", { cx: 8, cy: 8, r: 6.2, fill, stroke: edge, "stroke-width": 0.8 }]];
const stroke = (d, colour, width = 1.8) => [
  "path",
  {
    d,
    fill: "none",
    stroke: colour,
    "stroke-width": width,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  },
];
const shape = (d, fill, edge) => [
  "path",
  { d, fill, ...(edge ? { stroke: edge, "stroke-width": 0.8, "stroke-linejoin": "round" } : {}) },
];
const mark = (cx, cy, r, fill) => ["circle", { cx, cy, r, fill }];
const tile = (fill) => ["rect", { x: 1.6, y: 1.6, width: 12.8, height: 12.8, rx: 3, fill }];
const bell = [
  shape(
    "M8 1.8c-2.7 0-4.2 2-4.2 4.6 0 2.7-.9 3.7-1.6 4.7h11.6c-.7-1-1.6-2-1.6-4.7 0-2.6-1.5-4.6-4.2-4.6z",
    "#e8a33d",
    "#a86f14",
  ),
  shape("M6.5 12a1.6 1.6 0 0 0 3 0z", "#a86f14"),
];
const sheet = [
  [
    "rect",
    { x: 2, y: 3, width: 12, height: 11, rx: 1.8, fill: "#fff", stroke: "#8a8f94", "stroke-width": 0.8 },
  ],
  shape("M2 6.4V4.8A1.8 1.8 0 0 1 3.8 3h8.4A1.8 1.8 0 0 1 14 4.8v1.6z", "#c9453a"),
  stroke("M5 1.8v2.2M11 1.8v2.2", "#5b6166", 1.2),
  mark(5.5, 9, 0.9, "#5b6166"),
  mark(8, 9, 0.9, "#5b6166"),
  mark(10.5, 9, 0.9, "#5b6166"),
  mark(5.5, 11.7, 0.9, "#5b6166"),
  mark(8, 11.7, 0.9, "#c9453a"),
];
const dial = [
  mark(8, 8, 6.2, "#fff"),
  ...disc("#fff", "#5b6166"),
  stroke("M8 4.5V8l2.4 1.6", "#33404a", 1.4),
];
const note = [
  shape("M3 1.8h7l3 3v9.4H3z", "#fff", "#8a8f94"),
  stroke("M5 6.5h6M5 9h6M5 11.5h3.5", "#8a8f94", 1),
];
const handset = [
  shape(
    "M4.3 1.9 6.4 2.6 7 5.7 5.5 7c.7 1.5 1.9 2.7 3.4 3.4l1.4-1.5 3.1.6.7 2.1c-.4 1.6-1.5 2.5-2.9 2.4C6.7 13.7 2.3 9.2 1.9 4.8c-.1-1.4.8-2.5 2.4-2.9z",
    "#3b6ea8",
  ),
];

const DRAWN = {
  "✅": [tile("#2f8f4e"), stroke("M4.8 8.3l2.3 2.3 4.3-4.9", "#fff", 1.9)],
  "✔": [stroke("M3 8.5l3.3 3.3L13 4.3", "#2f8f4e", 2.3)],
  "☑": [tile("#3b6ea8"), stroke("M4.8 8.3l2.3 2.3 4.3-4.9", "#fff", 1.9)],
  "❌": [stroke("M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4", "#c9453a", 2.5)],
  "⚠": [
    shape("M8 1.7 15 14H1z", "#f3c14b", "#a86f14"),
    stroke("M8 6v3.6", "#4a3208", 1.6),
    mark(8, 11.8, 0.95, "#4a3208"),
  ],
  "🚨": [
    shape("M4 12V8.6a4 4 0 0 1 8 0V12z", "#d23f34"),
    ["rect", { x: 2.4, y: 12, width: 11.2, height: 2.4, rx: 1, fill: "#5b6166" }],
    stroke("M8 1v1.6M2.5 3.3l1.2 1.2M13.5 3.3l-1.2 1.2", "#d23f34", 1.3),
  ],
  "⛔": [
    ...disc("#d23f34", "#a5281f"),
    ["rect", { x: 4, y: 6.9, width: 8, height: 2.3, rx: 0.6, fill: "#fff" }],
  ],
  "🚫": [
    mark(8, 8, 5.4, "none"),
    ["circle", { cx: 8, cy: 8, r: 5.4, fill: "none", stroke: "#d23f34", "stroke-width": 1.8 }],
    stroke("M4.3 4.3l7.4 7.4", "#d23f34", 1.8),
  ],
  "❗": [stroke("M8 2.5v6.6", "#d23f34", 2.5), mark(8, 12.7, 1.4, "#d23f34")],
  "❓": [
    stroke("M5.2 5.2a2.8 2.8 0 1 1 4 2.6C8.3 8.3 8 8.9 8 9.8", "#d23f34", 2),
    mark(8, 12.9, 1.3, "#d23f34"),
  ],
  ℹ: [tile("#3b6ea8"), stroke("M8 7.4v4", "#fff", 1.8), mark(8, 4.8, 1.05, "#fff")],
  "🔴": disc("#d23f34", "#a5281f"),
  "🟠": disc("#e8833a", "#b55c18"),
  "🟡": disc("#f3c14b", "#b98a16"),
  "🟢": disc("#3f9d5c", "#2a7542"),
  "🔵": disc("#3b76b8", "#285584"),
  "🟣": disc("#8a63b8", "#644488"),
  "⚪": disc("#f2f3f4", "#8a8f94"),
  "⚫": disc("#2c3238", "#8a8f94"),
  "🔔": bell,
  "🔕": [...bell, stroke("M2.5 2.5l11 11", "#d23f34", 1.6)],
  "📅": sheet,
  "📆": sheet,
  "🗓": sheet,
  "⏰": dial,
  "🕐": dial,
  "🕒": dial,
  "🕘": dial,
  "⏱": dial,
  "⏳": [
    shape("M4 2h8v2.2L9 8l3 3.8V14H4v-2.2L7 8 4 4.2z", "#fff", "#8a6a3a"),
    shape("M5.6 12.6 8 10.2l2.4 2.4z", "#e8a33d"),
    stroke("M3.3 2h9.4M3.3 14h9.4", "#8a6a3a", 1.4),
  ],
  "🏠": [
    shape("M3.2 7.5V14h9.6V7.5L8 3.4z", "#f4e6cf", "#8a6a3a"),
    shape("M1.3 8.2 8 2.3l6.7 5.9", "none"),
    stroke("M1.6 8 8 2.4 14.4 8", "#b4523f", 1.7),
    ["rect", { x: 6.6, y: 9.6, width: 2.8, height: 4.4, fill: "#8a6a3a" }],
  ],
  "🚪": [
    ["rect", { x: 4, y: 1.8, width: 8, height: 12.6, rx: 1.2, fill: "#2b6f70" }],
    mark(10, 8.3, 0.95, "#f2b66d"),
    stroke("M2 14.4h12", "#5b6166", 1.3),
  ],
  "📞": handset,
  "☎": handset,
  "📝": [...note, stroke("M13.7 6.6 8.9 11.8l-.5 1.7 1.6-.6 4.8-5.2z", "#d08a2c", 1.2)],
  "📋": [
    ["rect", { x: 3, y: 2.6, width: 10, height: 12, rx: 1.4, fill: "#c79a62" }],
    ["rect", { x: 4.4, y: 4.2, width: 7.2, height: 9, fill: "#fff" }],
    ["rect", { x: 5.8, y: 1.4, width: 4.4, height: 2.6, rx: 0.8, fill: "#5b6166" }],
    stroke("M5.8 7h4.4M5.8 9.4h4.4", "#8a8f94", 1),
  ],
  "📄": note,
  "💬": [
    shape("M2 3.5h12v7.6H8L4.7 14v-2.9H2z", "#e6eef5", "#5f7f9f"),
    mark(5.3, 7.3, 0.9, "#5f7f9f"),
    mark(8, 7.3, 0.9, "#5f7f9f"),
    mark(10.7, 7.3, 0.9, "#5f7f9f"),
  ],
  "🔒": [
    stroke("M5.2 7.5V5.2a2.8 2.8 0 0 1 5.6 0v2.3", "#5b6166", 1.6),
    ["rect", { x: 3.4, y: 7, width: 9.2, height: 7, rx: 1.5, fill: "#e8a33d" }],
  ],
  "📌": [stroke("M8 9v5.5", "#5b6166", 1.3), shape("M5.5 1.8h5l-.8 3.4 2 2.9v1.2H4.3V8.1l2-2.9z", "#c9453a")],
  "📍": [
    shape("M8 1.5a4.2 4.2 0 0 1 4.2 4.2c0 3-4.2 8.8-4.2 8.8S3.8 8.7 3.8 5.7A4.2 4.2 0 0 1 8 1.5z", "#c9453a"),
    mark(8, 5.8, 1.6, "#fff"),
  ],
  "💡": [
    shape("M8 1.5a4.6 4.6 0 0 1 2.6 8.4l-.3 1.6H5.7l-.3-1.6A4.6 4.6 0 0 1 8 1.5z", "#f3c14b", "#b98a16"),
    stroke("M6.2 12.9h3.6M6.8 14.5h2.4", "#5b6166", 1.2),
  ],
  "👍": [
    shape(
      "M1.8 7.2h2.6v6.6H1.8zM5.4 7.3 8 1.9c1.3 0 2 .9 2 2v2.7h3.1c1 0 1.6.9 1.4 1.8l-1 4c-.2.9-.9 1.4-1.7 1.4H5.4z",
      "#e9b44c",
      "#a86f14",
    ),
  ],
  "👎": [
    shape(
      "M1.8 8.8h2.6V2.2H1.8zM5.4 8.7 8 14.1c1.3 0 2-.9 2-2V9.4h3.1c1 0 1.6-.9 1.4-1.8l-1-4c-.2-.9-.9-1.4-1.7-1.4H5.4z",
      "#e9b44c",
      "#a86f14",
    ),
  ],
  "➡": [tile("#3b6ea8"), stroke("M4.3 8h7M8.6 5.2 11.5 8l-2.9 2.8", "#fff", 1.6)],
  "🎉": [
    shape("M2 14 5.2 5.5l5.3 5.3z", "#e9b44c", "#a86f14"),
    stroke(
      "M9.5 6.5c.2-1.7 1.3-2.3 2.6-2M10.5 9c1.2-.9 2.3-.8 3.2.2M7.5 3.8c-.4-.9-.2-1.6.3-2.2",
      "#8a63b8",
      1.3,
    ),
    mark(12.8, 2.3, 0.9, "#d23f34"),
    mark(10.2, 1.8, 0.7, "#3f9d5c"),
    mark(14.2, 6.3, 0.8, "#3b76b8"),
  ],
  "👋": [
    stroke(
      "M5.2 9.6 3.4 7.2a1 1 0 0 1 1.6-1.2l1.8 2.3-2.3-3.7a1 1 0 0 1 1.7-1.1l2.4 3.8-1.5-3.5a1 1 0 0 1 1.8-.8l2 4.2.6-1.8a1 1 0 0 1 1.9.5c.2 3.3-.5 5.6-2.4 6.7-2.2 1.3-4.600.7-5.8-3z",
      "#a86f14",
      0.8,
    ),
    shape(
      "M5.2 9.6 3.4 7.2a1 1 0 0 1 1.6-1.2l1.8 2.3-2.3-3.7a1 1 0 0 1 1.7-1.1l2.4 3.8-1.5-3.5a1 1 0 0 1 1.8-.8l2 4.2.6-1.8a1 1 0 0 1 1.9.5c.2 3.3-.5 5.6-2.4 6.7-2.2 1.3-4.600.7-5.8-3z",
      "#e9b44c",
    ),
    stroke("M1.6 11.5c.2 1.200.9 2.1 2 2.6M13.4 3.6c-.2-.9-.7-1.5-1.5-1.9", "#5b7b7a", 1),
  ],
  "👀": [
    ["ellipse", { cx: 4.7, cy: 8, rx: 2.9, ry: 4, fill: "#fff", stroke: "#5b6166", "stroke-width": 0.8 }],
    ["ellipse", { cx: 11.3, cy: 8, rx: 2.9, ry: 4, fill: "#fff", stroke: "#5b6166", "stroke-width": 0.8 }],
    mark(3.9, 8.3, 1.5, "#33404a"),
    mark(10.5, 8.3, 1.5, "#33404a"),
  ],
  "🙂": [
    ...disc("#f3c14b", "#b98a16"),
    mark(5.9, 6.7, 0.9, "#4a3208"),
    mark(10.1, 6.7, 0.9, "#4a3208"),
    stroke("M5.2 9.6c1.5 1.7 4.1 1.7 5.6 0", "#4a3208", 1.2),
  ],
  "✏": [
    shape("M12.9 1.7 14.5 3.3 5.3 12.7l-2.9 1 .9-2.7z", "#e8a33d", "#a86f14"),
    shape("M3.3 11 5.3 12.7 2.4 13.7z", "#33404a"),
  ],
  "🔍": [
    ["circle", { cx: 6.6, cy: 6.6, r: 4.3, fill: "#e6eef5", stroke: "#5b6166", "stroke-width": 1.5 }],
    stroke("M9.9 9.9l4 4", "#5b6166", 2.2),
  ],
  "🔎": [
    ["circle", { cx: 9.4, cy: 6.6, r: 4.3, fill: "#e6eef5", stroke: "#5b6166", "stroke-width": 1.5 }],
    stroke("M6.1 9.9l-4 4", "#5b6166", 2.2),
  ],
  "⬅": [tile("#3b6ea8"), stroke("M11.7 8h-7M7.4 5.2 4.5 8l2.9 2.8", "#fff", 1.6)],
  "⬆": [tile("#3b6ea8"), stroke("M8 11.7v-7M5.2 7.4 8 4.5l2.8 2.9", "#fff", 1.6)],
  "⬇": [tile("#3b6ea8"), stroke("M8 4.3v7M5.2 8.6 8 11.5l2.8-2.9", "#fff", 1.6)],
  "⏸": [tile("#5b6166"), stroke("M6.3 5v6M9.7 5v6", "#fff", 1.8)],
  "▶": [tile("#5b6166"), shape("M6 4.6 11.4 8 6 11.4z", "#fff")],
  "🔄": [
    tile("#3b6ea8"),
    stroke(
      "M11.6 6.6A3.9 3.9 0 0 0 4.7 6M4.4 9.4a3.9 3.9 0 0 0 6.900.6M11.8 4.3v2.4H9.4M4.2 11.7V9.3h2.4",
      "#fff",
      1.3,
    ),
  ],
  "➕": [stroke("M8 3v10M3 8h10", "#2f8f4e", 2.3)],
  "🔗": [
    stroke(
      "M7 9 9.3 6.7M7.6 5.2l1.5-1.5a2.3 2.3 0 0 1 3.3 3.3l-1.5 1.5M8.4 10.8l-1.5 1.5a2.3 2.3 0 0 1-3.3-3.3l1.5-1.5",
      "#5b6166",
      1.5,
    ),
  ],
  "🛑": [shape("M5.3 1.8h5.4l3.5 3.5v5.4l-3.5 3.5H5.3l-3.5-3.5V5.3z", "#d23f34", "#a5281f")],
  "👤": [mark(8, 5.3, 2.9, "#5b7b7a"), shape("M2.6 14c.3-3.2 2.4-4.9 5.4-4.9s5.1 1.7 5.4 4.9z", "#5b7b7a")],
  "👥": [
    mark(5.6, 5.8, 2.5, "#5b7b7a"),
    shape("M1 13.6c.2-2.8 2-4.3 4.6-4.3s4.4 1.5 4.6 4.3z", "#5b7b7a"),
    mark(11, 5.2, 2.2, "#86a09f"),
    shape("M11.3 8.7c2.3 0 3.6 1.5 3.8 4h-3.8c-.2-1.5-.8-2.7-1.8-3.500.5-.3 1.1-.5 1.8-.5z", "#86a09f"),
  ],
  "⭐": [shape("M8 1.5l2 4.3 4.7.6-3.5 3.2.9 4.7L8 12l-4.1 2.3.9-4.7L1.3 6.4 6 5.8z", "#f3c14b", "#b98a16")],
};

const SCAN = new RegExp(
  `(?:${Object.keys(DRAWN).join("|")})\\uFE0F?|:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?`,
  "gu",
);
const BARE = new RegExp(`(?:${Object.keys(DRAWN).join("|")})\\uFE0F?`, "gu");

/** An emoji by its shortcode name, or null when the page does not know the name. */
export function emojiNamed(name) {
  const character = BY_NAME.get(name.split("::")[0]);
  return character ? glyph(character, name) : null;
}

/** The emoji for a character Slack gives as code points ("1f6a8"). */
export function emojiFromCodePoints(codes, name) {
  return glyph(
    codes
      .split("-")
      .map((code) => String.fromCodePoint(parseInt(code, 16)))
      .join(""),
    name,
  );
}

function glyph(character, name) {
  const label = name ? name.replaceAll("_", " ") : undefined;
  const drawn = DRAWN[character.replace("\uFE0F", "")];
  // The character stays in the text even where it is drawn, so that copying a sentence keeps it.
  const letter = h("span", { "aria-hidden": "true", class: drawn ? "emoji-character" : null }, character);
  const props = {
    class: "emoji",
    role: "img",
    "aria-label": label ?? character,
    title: name ? `:${name}:` : null,
  };
  return h("span", props, drawn ? svg("0 0 16 16", drawn) : null, letter);
}

/** Text as nodes, with shortcodes (unless `codes` is false) and drawn emoji replaced. */
export function withEmoji(text, codes = true) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(codes ? SCAN : BARE)) {
    const found = match[1] ? emojiNamed(match[1]) : glyph(match[0], null);
    if (!found) continue;
    if (match.index > from) nodes.push(document.createTextNode(text.slice(from, match.index)));
    nodes.push(found);
    from = match.index + match[0].length;
  }
  if (from < text.length) nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
}
