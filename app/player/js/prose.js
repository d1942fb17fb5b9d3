// The strip of a text: tokens flow as words do, with their real spaces, and wrap between words.

class ProseStrip extends Strip {
  constructor(run, ...rest) {
    super(run, ...rest);
    this.element.classList.add("prose");
  }

  get barHeight() {
    return 18;
  }

  /** Inline elements, which a line can break inside of only at a space. */
  makePart(identity, inPrompt) {
    const { run } = this;
    const entry = run.tokens.get(identity);
    const hidden = { role: "button", tabindex: "-1", hidden: "" };
    const kind = entry.given ? "token given" : entry.isCell ? "token cell" : "token";
    const face = make("span", { class: "face" });
    const token = make("span", { ...hidden, class: kind, id: `${this.prefix}-token-${identity}` }, face);
    const part = { token, holder: token, face, entry, inPrompt };
    this.makeButton(token, () => describeToken(run, identity, this.made()));
    if (entry.isCell) return part; // between lines of text there is no room for a bar; the details tell
    part.label = make("span", { class: "p", "aria-hidden": "true" });
    part.bar = make("span", { class: "bar" });
    const name = run.growth === "append" ? "the end" : `gap after ${inPrompt ? "the beginning" : `‘${run.word(entry.token)}’`}`;
    part.place = make("span", { ...hidden, class: "place", id: `${this.prefix}-place-${identity}`, "aria-label": name }, part.label, part.bar);
    part.holder = part.place;
    this.makeButton(part.place, () => describePlace(run, identity, this.made()));
    return part;
  }

  makeButton(element, describe) {
    this.tell(element, describe);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      element.click();
    });
  }

  drawBar(part, share) {
    if (part.bar) super.drawBar(part, share);
  }

  /** Text that is pushed on reflows at once: words that fly from line to line are hard to read. */
  draw(made) {
    super.draw(made, false);
  }
}
