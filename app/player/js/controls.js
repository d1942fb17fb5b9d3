// Buttons, the bar that is dragged, the choice of clock and speed.

const SPEEDS = [0.25, 0.5, 1, 2, 4];

const ICONS = {
  first: "M5 5h3v14H5zM19 5v14L9 12z",
  back: "M15.4 4 17 5.6 10.6 12l6.4 6.4-1.6 1.6-8-8z",
  play: "M7 4v16l13-8z",
  pause: "M6 4h4v16H6zM14 4h4v16h-4z",
  forward: "M8.6 4 7 5.6l6.4 6.4L7 18.4 8.6 20l8-8z",
  last: "M16 5h3v14h-3zM5 5v14l10-7z",
  more: "M5 10h4v4H5zM10 10h4v4h-4zM15 10h4v4h-4z",
};

class Controls {
  /** @param {Clock} clock @param {Function} focusedRun gives the run that keeps its step @param {HelpSheet} help */
  constructor(clock, focusedRun, help) {
    this.clock = clock;
    this.focusedRun = focusedRun;
    const button = (name, shape, action) => make("button", { type: "button", class: "control", "aria-label": name, title: name, on: { click: action } }, shape);
    this.first = button("first step", icon(ICONS.first), () => this.go(0));
    this.back = button("one step back", icon(ICONS.back), () => this.go(clock.tick - 1));
    this.playButton = button("play", icon(ICONS.play), () => this.toggle());
    this.playButton.classList.add("play");
    this.forward = button("one step forward", icon(ICONS.forward), () => this.go(clock.tick + 1));
    this.end = button("last step", icon(ICONS.last), () => this.go(clock.last));
    this.more = button("more controls", icon(ICONS.more), () => this.#showMore());
    this.more.classList.add("more");
    this.more.setAttribute("aria-expanded", "false");
    this.range = make("input", { type: "range", min: "0", max: "0", value: "0", step: "1", "aria-label": "moment of the run", on: { input: () => this.#drag() } });
    this.words = make("output", { class: "moment" });
    this.kind = this.#select("clock", Object.entries(CLOCKS).map(([kind, { name }]) => [kind, name]), clock.kind, (kind) => this.chooseClock(kind));
    this.kind.title = CLOCKS[clock.kind].title;
    this.speed = this.#select("speed", SPEEDS.map((speed) => [String(speed), `${speed}×`]), "1", (speed) => (clock.speed = Number(speed)));
    const helpButton = button("keys", make("span", { text: "?" }), () => help.open());
    this.element = make(
      "div",
      { class: "controls", role: "group", "aria-label": "playback" },
      make("div", { class: "buttons" }, this.first, this.back, this.playButton, this.forward, this.end),
      make("div", { class: "timeline" }, this.range, this.words, this.more),
      make("div", { class: "choices" }, labelled("clock", this.kind), labelled("speed", this.speed), helpButton),
    );
  }

  #select(name, choices, value, choose) {
    const select = make("select", { "aria-label": name, on: { change: () => choose(select.value) } });
    for (const [key, text] of choices) select.append(make("option", { value: key, text }));
    select.value = value;
    return select;
  }

  /** Follow the bar; nothing glides then, the next moment comes too soon. */
  #drag() {
    this.clock.isDragged = true;
    this.go(Number(this.range.value));
  }

  /** Go to a tick by hand, which ends playing. */
  go(tick) {
    this.clock.pause();
    this.clock.seek(tick);
  }

  /** Count time another way. */
  chooseClock(kind) {
    this.kind.value = kind;
    this.clock.setKind(kind, this.focusedRun());
  }

  /** On a narrow screen the lesser controls wait behind a button. */
  #showMore() {
    const isOpen = this.element.classList.toggle("open");
    this.more.setAttribute("aria-expanded", String(isOpen));
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
    setAttribute(this.playButton.querySelector("path"), "d", ICONS[name]);
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
