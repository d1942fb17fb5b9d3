// The keys of the player: the sheet that lists them, and which presses are not for the player.

const KEYS = [
  ["Space", "play or pause"],
  ["← →", "one step back or forward"],
  ["Home End", "first or last step"],
  ["↑ ↓", "choose the lane above or below"],
  ["Shift ← →", "go from token to token in the lane"],
  ["Enter", "open the details of a token or a gap"],
  ["Esc", "close them"],
  ["?", "this sheet"],
];

/** The sheet that lists the keys. */
function helpSheet() {
  const list = make("dl");
  for (const [keys, words] of KEYS) list.append(make("dt", {}, ...keys.split(" ").map((key) => make("kbd", { text: key }))), make("dd", { text: words }));
  const sheet = make("dialog", { class: "help", "aria-label": "Keys of the player" });
  sheet.append(make("h2", { text: "Keys" }), list, make("button", { type: "button", class: "control", text: "Close", on: { click: () => sheet.close() } }));
  return sheet;
}

/** Whether a key press belongs to the control that has the focus. */
function belongsToControl(target, key) {
  if (!(target instanceof Element)) return false;
  if (target.isContentEditable || target.closest("dialog")) return true;
  const tag = target.tagName;
  if (tag === "TEXTAREA" || tag === "SELECT") return true;
  if (tag === "INPUT") return target.type !== "range" || ["ArrowLeft", "ArrowRight", "Home", "End"].includes(key);
  return (tag === "BUTTON" || target.getAttribute("role") === "button") && (key === " " || key === "Enter");
}
