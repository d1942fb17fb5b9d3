// The token lane and its slot strip: one button a token, one bar a place.

const MOVE_MILLISECONDS = 200;

class Strip {
  /**
   * @param {Run} run
   * @param {string} prefix start of the DOM ids
   * @param {Details} details
   * @param {Clock} clock
   */
  constructor(run, prefix, details, clock) {
    this.run = run;
    this.prefix = prefix;
    this.details = details;
    this.clock = clock;
    this.drawn = null;
    this.isPromptOpen = false;
    this.parts = new Map(); // identity -> {token, place, bar, label}
    this.current = null; // the one part that Tab reaches
    this.chip = make("button", { type: "button", class: "chip", "aria-expanded": "false", on: { click: () => this.#togglePrompt() } });
    this.element = make("div", { class: `strip ${run.growth}`, role: "group", "aria-label": `${run.lane.title}: tokens and places` }, this.chip);
    this.chip.hidden = !run.hasPrompt;
    this.#nameChip();
    this.grow();
  }

  /** Height of a bar that stands for 1, in pixels, as in the style sheet. */
  get barHeight() {
    return 44;
  }

  /** How many steps have been made at present. */
  made() {
    return this.clock.made(this.run);
  }

  /** Make the elements of tokens that have none yet. */
  grow() {
    let before = this.chip;
    this.run.order.forEach((identity, slot) => {
      if (!this.parts.has(identity)) {
        const part = this.makePart(identity, slot < this.run.promptLength);
        this.parts.set(identity, part);
        before.after(part.token);
        if (part.place) part.token.after(part.place);
      }
      before = this.parts.get(identity).holder;
    });
  }

  /** The elements of a token and of the place it stands for. */
  makePart(identity, inPrompt) {
    const { run } = this;
    const entry = run.tokens.get(identity);
    const label = make("span", { class: "p", "aria-hidden": "true" });
    const bar = make("span", { class: "bar" });
    const face = make("span", { class: "face" });
    const order = make("span", { class: "order", "aria-hidden": "true" });
    const hidden = { type: "button", tabindex: "-1", hidden: "" };
    const kind = entry.given ? "token given" : entry.isCell ? "token cell" : "token";
    const token = make("button", { ...hidden, class: kind, id: `${this.prefix}-token-${identity}` }, face, order);
    this.tell(token, () => describeToken(run, identity, this.made()));
    if (entry.isCell) {
      token.prepend(label, bar); // the bar stands over the cell itself
      return { token, holder: token, bar, label, face, order, entry, inPrompt };
    }
    const name = run.growth === "append" ? "the end" : `gap after ${inPrompt ? "the prompt" : `‘${run.text(entry.token)}’`}`;
    const place = make("button", { ...hidden, class: "place", id: `${this.prefix}-place-${identity}`, "aria-label": name }, label, bar);
    this.tell(place, () => describePlace(run, identity, this.made()));
    return { token, place, holder: place, bar, label, face, order, entry, inPrompt };
  }

  /** Open the details by hover, focus or tap; those that stay open hold the clock, so that they can be read and used. */
  tell(element, describe) {
    // By a move, not by entering: what comes under a resting mouse, when a panel closes say, was not asked about.
    element.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse" && this.details.target !== element) this.details.show(element, describe, false);
    });
    element.addEventListener("pointerleave", () => this.details.leave(element));
    element.addEventListener("focus", () => {
      this.#makeCurrent(element);
      if (element.matches(":focus-visible")) this.details.show(element, describe, false);
    });
    element.addEventListener("blur", () => this.details.leave(element));
    element.addEventListener("click", (event) => {
      this.clock.pause();
      this.details.show(element, describe, true, event.detail === 0);
    });
  }

  #makeCurrent(element) {
    if (this.current) this.current.tabIndex = -1;
    this.current = element;
    element.tabIndex = 0;
  }

  /** Move the focus to the token or place before or after the focused one. */
  moveFocus(from, direction) {
    const visible = [...this.element.querySelectorAll(".token, .place")].filter((element) => !element.hidden);
    const index = visible.indexOf(from);
    const next = visible[index < 0 ? (direction > 0 ? 0 : visible.length - 1) : index + direction];
    next?.focus();
  }

  /** Show the canvas after so many steps, and the belief about the next one. */
  draw(made, animate) {
    const { run } = this;
    const before = animate && this.drawn !== made ? this.#positions() : null;
    const { shares, next } = run.prospects(made);
    let firstVisible = null;
    for (const identity of run.order) {
      const part = this.parts.get(identity);
      this.#drawToken(part, made);
      this.#drawPlace(part, shares.get(identity), next.has(identity));
      if (!part.token.hidden) firstVisible ??= part.token;
      if (part.place && !part.place.hidden) firstVisible ??= part.place;
    }
    if (firstVisible && (!this.current || this.current.hidden)) this.#makeCurrent(firstVisible);
    if (before) this.#slide(before);
    this.drawn = made;
  }

  #drawToken(part, made) {
    const { entry, token } = part;
    const isHidden = entry.bornAt > made || (part.inPrompt && !this.isPromptOpen);
    if (token.hidden !== isHidden) token.hidden = isHidden;
    if (isHidden) return;
    const isMasked = entry.filledAt > made;
    token.classList.toggle("masked", isMasked);
    token.classList.toggle("special", !isMasked && isSpecial(entry.token));
    token.classList.toggle("new", !entry.given && entry.filledAt === made);
    token.classList.toggle("differs", entry.filledAt === this.run.differsAt);
    const text = isMasked ? "" : this.run.face(entry);
    setText(part.face, text);
    if (part.order) setText(part.order, isMasked || entry.given ? "" : String(entry.filledAt));
    const name = isMasked ? `masked cell ${this.run.cellNumber(entry.identity)}` : this.run.text(entry.token);
    setAttribute(token, "aria-label", text.trim() ? null : name);
  }

  #drawPlace(part, share, isNext) {
    const { place, holder } = part;
    if (place && place.hidden !== (share === undefined)) place.hidden = share === undefined;
    if (part.share !== share) {
      part.share = share;
      setAttribute(holder, "data-probability", share ?? null);
      this.drawBar(part, share ?? 0);
    }
    holder.classList.toggle("next", isNext);
  }

  /** Most bars of a step are a pixel or less: what would look the same is left alone. */
  drawBar(part, share) {
    const pixels = share > 0 ? Math.max(1, Math.round(share * this.barHeight)) : 0;
    if (part.pixels !== pixels) part.bar.style.transform = `scaleY(${pixels / this.barHeight})`;
    const text = probabilityLabel(share);
    if (text && part.pixels !== pixels) part.label.style.transform = `translate(-50%, ${-pixels}px)`;
    setText(part.label, text);
    part.pixels = pixels;
  }

  #positions() {
    const positions = new Map();
    for (const [identity, { token }] of this.parts) if (!token.hidden) positions.set(identity, [token.offsetLeft, token.offsetTop]);
    return positions;
  }

  /** Let tokens that were pushed aside glide to their new places. */
  #slide(before) {
    for (const [identity, { token }] of this.parts) {
      if (token.hidden || !before.has(identity)) continue;
      const [left, top] = before.get(identity);
      const dx = left - token.offsetLeft;
      const dy = top - token.offsetTop;
      if (dx || dy) {
        token.animate([{ transform: `translate(${dx}px, ${dy}px)` }, { transform: "none" }], { duration: MOVE_MILLISECONDS, easing: "ease-out" });
      }
    }
  }

  #togglePrompt() {
    this.isPromptOpen = !this.isPromptOpen;
    this.#nameChip();
    this.draw(this.made(), false);
  }

  #nameChip() {
    this.chip.setAttribute("aria-expanded", String(this.isPromptOpen));
    setText(this.chip, `${this.isPromptOpen ? "▾" : "▸"} ${promptWords(this.run)}`);
  }
}

/** What a closed prompt is called. */
function promptWords(run) {
  return `prompt, ${counted(run.promptLength, "token")}`;
}
