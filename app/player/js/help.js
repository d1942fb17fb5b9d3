// The sheet that lists the keys, and which key presses are not for the player.

const KEYS = [
  ["Space", "play or pause"],
  ["← →", "one step back or forward"],
  ["Home End", "first or last step"],
  ["↑ ↓", "choose the lane above or below"],
  ["Shift ← →", "go from token to token in the lane"],
  ["Enter", "open the details of a token or a gap"],
  ["Esc", "close them"],
  ["?", "this sheet, from anywhere on the page but a text field"],
];
const WHAT_IF_KEYS = [
  ["Enter", "on a token or a gap: how its step could have gone another way"],
  ["Tab", "from one way to the next: a token, “Write here instead”, “Never write here”, any token you type"],
  ["Enter", "go that way: the run branches there"],
];
const NOT_TYPED_INTO = ["checkbox", "radio", "range", "button", "submit", "reset", "file", "color"];

class HelpSheet {
  /**
   * @param {HTMLElement} root host of the player
   * @param {boolean} canBranch whether its runs can be made to go another way
   */
  constructor(root, canBranch) {
    this.root = root;
    this.sections = [["Player", KEYS], ...(canBranch ? [["What if", WHAT_IF_KEYS]] : [])];
    this.lists = make("div");
    const close = make("button", { type: "button", class: "control", text: "Close", on: { click: () => this.element.close() } });
    this.element = make("dialog", { class: "help", "aria-label": "Keys" }, make("h2", { text: "Keys" }), this.lists, close);
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Show the keys of the player, and of the editors that can be seen. */
  open() {
    if (this.element.open) return;
    this.lists.replaceChildren(...[...this.sections, ...editorKeys()].flatMap(([title, keys]) => [make("h3", { text: title }), keyList(keys)]));
    this.element.showModal();
    this.element.scrollTop = 0; // the button at the end has the focus, and draws a small screen there
  }

  /** Of several players on a page only the one that can be seen answers. */
  #key(event) {
    if (event.key !== "?" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isTypedInto(event.composedPath()[0]) || !this.root.checkVisibility()) return;
    this.open();
    event.preventDefault();
  }
}

/** Title and keys of each editor on the page, as they tell them in `data-keys`, unless it is hidden. */
function editorKeys() {
  const told = [...document.querySelectorAll("[data-keys]")].filter((editor) => editor.checkVisibility());
  return told.map((editor) => [editor.getAttribute("aria-label"), JSON.parse(editor.dataset.keys)]);
}

function keyList(keys) {
  const list = make("dl");
  for (const [names, words] of keys) list.append(make("dt", {}, ...names.split(" ").map((name) => make("kbd", { text: name }))), make("dd", { text: words }));
  return list;
}

/** Whether a sign that is pressed becomes text, or a search in a list. */
function isTypedInto(target) {
  if (!(target instanceof Element)) return false;
  if (target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName)) return true;
  return target.tagName === "INPUT" && !NOT_TYPED_INTO.includes(target.type);
}

/** Whether a key press belongs to the control that has the focus. */
function belongsToControl(target, key) {
  if (!(target instanceof Element)) return false;
  if (target.isContentEditable || target.closest("dialog")) return true;
  if (target.closest(".table")) return key !== "Escape"; // a table is scrolled with these keys
  const tag = target.tagName;
  if (tag === "TEXTAREA" || tag === "SELECT") return true;
  if (tag === "INPUT") return target.type !== "range" || ["ArrowLeft", "ArrowRight", "Home", "End"].includes(key);
  return (tag === "BUTTON" || target.getAttribute("role") === "button") && (key === " " || key === "Enter");
}
