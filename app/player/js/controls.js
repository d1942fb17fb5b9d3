// Buttons, the bar that is dragged, the choice of clock and speed, keys and their help sheet.

const SPEEDS = [0.25, 0.5, 1, 2, 4];

const KEYS = [
  ["Space", "play or pause"],
  ["← →", "one step back or forward"],
  ["Home End", "first or last step"],
  ["↑ ↓", "choose the lane above or below"],
  ["Shift ← →", "go from token to token in the lane"],
  ["Enter", "keep the details of a token open"],
  ["Esc", "close the details"],
  ["?", "this sheet"],
];

class Controls {
  /** @param {Clock} clock @param {Function} focusedRun gives the run that keeps its step */
  constructor(clock, focusedRun) {
    this.clock = clock;
    const button = (name, glyph, action) => make("button", { type: "button", class: "control", "aria-label": name, title: name, on: { click: action } }, make("span", { "aria-hidden": "true", text: glyph }));
    this.first = button("first step", "⏮", () => this.go(0));
    this.back = button("one step back", "◀", () => this.go(clock.tick - 1));
    this.playButton = button("play", "▶", () => this.toggle());
    this.playButton.classList.add("play");
    this.forward = button("one step forward", "▶", () => this.go(clock.tick + 1));
    this.forward.firstChild.textContent = "▷";
    this.back.firstChild.textContent = "◁";
    this.end = button("last step", "⏭", () => this.go(clock.last));
    this.range = make("input", { type: "range", min: "0", max: "0", value: "0", step: "1", "aria-label": "moment of the run", on: { input: () => this.go(Number(this.range.value)) } });
    this.words = make("output", { class: "moment" });
    this.kind = this.#select("clock", Object.entries(CLOCKS).map(([kind, { name }]) => [kind, name]), clock.kind, (kind) => clock.setKind(kind, focusedRun()));
    this.kind.title = CLOCKS[clock.kind].title;
    this.speed = this.#select("speed", SPEEDS.map((speed) => [String(speed), `${speed}×`]), "1", (speed) => (clock.speed = Number(speed)));
    this.help = helpSheet();
    const helpButton = button("keys", "?", () => this.help.showModal());
    this.element = make(
      "div",
      { class: "controls", role: "group", "aria-label": "playback" },
      make("div", { class: "buttons" }, this.first, this.back, this.playButton, this.forward, this.end),
      make("div", { class: "timeline" }, this.range, this.words),
      make("div", { class: "choices" }, labelled("clock", this.kind), labelled("speed", this.speed), helpButton),
    );
  }

  #select(name, choices, value, choose) {
    const select = make("select", { name, on: { change: () => choose(select.value) } });
    for (const [key, text] of choices) select.append(make("option", { value: key, text }));
    select.value = value;
    return select;
  }

  /** Go to a tick by hand, which ends playing. */
  go(tick) {
    this.clock.pause();
    this.clock.seek(tick);
  }

  toggle() {
    if (this.clock.isPlaying) this.clock.pause();
    else this.clock.play();
  }

  /** Show where the clock stands. */
  draw() {
    const { clock } = this;
    setAttribute(this.range, "max", clock.last);
    if (Number(this.range.value) !== clock.tick) this.range.value = clock.tick;
    setAttribute(this.range, "aria-valuetext", clock.words());
    this.range.style.setProperty("--done", clock.last ? clock.tick / clock.last : 0);
    setText(this.words, clock.words());
    const name = clock.isPlaying ? "pause" : "play";
    setAttribute(this.playButton, "aria-label", name);
    setAttribute(this.playButton, "title", name);
    setText(this.playButton.firstChild, clock.isPlaying ? "⏸" : "▶");
    for (const [button, isUseless] of [[this.first, clock.tick === 0], [this.back, clock.tick === 0], [this.forward, clock.isAtEnd], [this.end, clock.isAtEnd]]) {
      setAttribute(button, "aria-disabled", String(isUseless));
    }
    this.kind.title = CLOCKS[clock.kind].title;
  }
}

/** A control with its name before it. */
function labelled(name, control) {
  return make("label", {}, make("span", { text: name }), control);
}

/** The sheet that lists the keys. */
function helpSheet() {
  const list = make("dl");
  for (const [keys, words] of KEYS) list.append(make("dt", {}, ...keys.split(" ").map((key) => make("kbd", { text: key }))), make("dd", { text: words }));
  const sheet = make("dialog", { class: "help", "aria-label": "Keys of the player" });
  sheet.append(make("h3", { text: "Keys" }), list, make("button", { type: "button", class: "control", text: "Close", on: { click: () => sheet.close() } }));
  return sheet;
}

/** Whether a key press belongs to the control that has the focus. */
function belongsToControl(target, key) {
  if (!(target instanceof Element)) return false;
  if (target.isContentEditable || target.closest("dialog")) return true;
  const tag = target.tagName;
  if (tag === "TEXTAREA" || tag === "SELECT") return true;
  if (tag === "INPUT") return target.type !== "range" || ["ArrowLeft", "ArrowRight", "Home", "End"].includes(key);
  return tag === "BUTTON" && (key === " " || key === "Enter");
}
