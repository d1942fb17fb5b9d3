// The panel that tells all about one token or one place.

const LEAST_REST = 1e-4; // below it is what rounding leaves

class Details {
  /** @param {HTMLElement} stage what the panel stands in, and is placed relative to */
  constructor(stage) {
    this.stage = stage;
    this.content = make("div");
    this.close = make("button", { class: "close", type: "button", "aria-label": "Close details", text: "×", on: { click: () => this.hide() } });
    this.panel = make("div", { class: "details", role: "status", hidden: "" }, this.close, this.content);
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.hide()); // from a field, too
    stage.append(this.panel);
    this.target = null;
    this.isPinned = false;
  }

  /**
   * Show a token or a place.
   * @param {HTMLElement} anchor the element it is about
   * @param {Function} describe gives {title, facts: [[name, value]], tokens: [[text, p, isChosen, id]], note, change};
   *   with tokens also rest, what all the others have together
   * @param {boolean} pin keep it until it is closed
   * @param {boolean} enter move the focus into it, as the keyboard needs
   */
  show(anchor, describe, pin, enter = false) {
    if (this.isPinned && !pin) return;
    if (this.target !== anchor) this.key = null; // what was typed for another one does not stay
    this.target = anchor;
    this.describe = describe;
    this.isPinned = pin;
    this.refresh();
    if (enter && !this.panel.hidden) this.close.focus();
  }

  /** Hide what hover or focus brought up; a pinned panel stays. */
  leave(anchor) {
    if (!this.isPinned && this.target === anchor) this.hide();
  }

  /** Hide the panel; the focus, if it was inside, goes back to what the panel was about. */
  hide() {
    const hadFocus = this.panel.contains(this.panel.getRootNode().activeElement);
    const anchor = this.target;
    this.isPinned = false;
    this.target = null;
    this.panel.hidden = true;
    if (hadFocus) (anchor?.isConnected && !anchor.hidden ? anchor : this.stage).focus({ preventScroll: true });
  }

  /** Tell the same thing for the present moment. */
  refresh() {
    if (!this.target) return;
    const told = this.target.isConnected && !this.target.hidden ? this.describe() : null;
    if (!told) return this.hide();
    const change = this.isPinned && this.whatIf ? told.change : null;
    const key = JSON.stringify([told.title, told.facts, told.tokens, change?.step ?? null, this.isPinned]);
    if (key !== this.key || this.panel.hidden) {
      const keep = this.key && !this.panel.hidden ? this.#typed() : () => {};
      this.#tell(told, change);
      keep();
    }
    this.key = key;
    this.#place(this.target);
  }

  /** Remember what is typed and where the focus is; gives what brings both back once the content has been made anew. */
  #typed() {
    const { activeElement } = this.panel.getRootNode();
    const hadFocus = this.content.contains(activeElement);
    const field = this.content.querySelector("input");
    const { value, selectionStart, selectionEnd } = field ?? {};
    return () => {
      const anew = this.content.querySelector("input");
      if (field && anew) anew.value = value;
      if (!hadFocus) return;
      if (activeElement !== field || !anew) return this.close.focus({ preventScroll: true });
      anew.focus({ preventScroll: true });
      anew.setSelectionRange(selectionStart, selectionEnd);
    };
  }

  #tell(told, change) {
    const facts = make("dl");
    for (const [name, value] of told.facts) facts.append(make("dt", { text: name }), make("dd", { text: value }));
    this.content.replaceChildren(make("h3", { text: told.title }), facts);
    if (told.tokens.length) this.content.append(this.#table(told, change));
    if (change) this.content.append(this.whatIf.section(change));
    else if (told.change && this.whatIf) this.content.append(make("p", { class: "hint", text: "Click, or press Enter, to make it go another way." }));
    this.panel.classList.toggle("changes", Boolean(change));
    setAttribute(this.panel, "role", change ? "dialog" : "status");
    setAttribute(this.panel, "aria-label", change ? `Details of ${told.title}` : null);
    this.close.hidden = !this.isPinned;
    this.panel.hidden = false;
  }

  #table(told, change) {
    const table = make("table", {}, make("caption", { text: told.note }));
    const body = make("tbody");
    for (const [text, probability, isChosen, token] of told.tokens) {
      body.append(
        make(
          "tr",
          { class: isChosen ? "chosen" : "" },
          make("th", { scope: "row", class: "token-text", text }),
          make("td", { class: "bar-cell" }, shareBar(probability)),
          make("td", { text: probabilityWords(probability) }),
          make("td", { text: isChosen ? (change ? "◀" : "◀ chosen") : "" }),
          ...(change ? [make("td", {}, this.whatIf.tokenButton(change, token))] : []),
        ),
      );
    }
    if (told.rest > LEAST_REST) {
      const cells = [make("td", { class: "bar-cell" }, shareBar(told.rest)), make("td", { text: probabilityWords(told.rest) })];
      body.append(make("tr", { class: "others" }, make("th", { scope: "row", text: "all other tokens" }), ...cells));
    }
    table.append(body);
    return table;
  }

  /** Under the anchor, inside the stage's width. */
  #place(anchor) {
    const stage = this.stage.getBoundingClientRect();
    const box = anchor.getBoundingClientRect();
    const width = this.panel.offsetWidth;
    const left = Math.max(8, Math.min(stage.width - width - 8, box.left - stage.left + box.width / 2 - width / 2));
    this.panel.style.left = `${left}px`;
    this.panel.style.top = `${box.bottom - stage.top + 8}px`;
  }
}

/** A bar as long as a share. */
function shareBar(share) {
  const bar = make("span", { class: "share" });
  bar.style.setProperty("--share", share);
  return bar;
}

/** What is known of a token: when it was placed, and what else could have stood there. */
function describeToken(run, identity, made) {
  const entry = run.tokens.get(identity);
  if (!entry || entry.bornAt > made) return null;
  if (entry.filledAt > made) return describePlace(run, identity, made);
  const title = `‘${run.text(entry.token)}’`;
  if (entry.given) return { title, facts: [["given", "part of the input"]], tokens: [], note: "" };
  const step = run.steps[entry.filledAt - 1];
  const { move } = entry;
  const parts = [["of the place", probabilityWords(move.place_probability)], ["of the token there", probabilityWords(move.token_probability)]];
  const facts = [
    ["placed at step", `${entry.filledAt} of ${run.length}${step.forced ? ", forced" : ""}`],
    ["probability", `${probabilityWords(moveProbability(move))}, rank ${move.rank} of all moves`],
    ...(move.kind === "unmask" ? [] : parts), // the places were equally likely
    ["entropy", `${entropyWords(step)}; 0 is certain`],
  ];
  const change = { run, step: entry.filledAt - 1, place: move.place, isElsewhere: false };
  return { title, facts, change, ...topTokens(run, step, move.place, move.token, "Likeliest tokens of that place then") };
}

/** What is believed of a gap or a masked cell before the next step. */
function describePlace(run, identity, made) {
  const step = run.belief(made);
  const place = step?.places.find((one) => one.place === identity);
  if (!place) return null;
  const chosen = step.moves.find((move) => move.place === identity);
  const names = { unmask: `Masked cell ${run.cellNumber(identity)}`, append: "The end", insert: "" };
  const [before, after] = run.growth === "insert" ? run.around(identity, made) : [];
  const title = names[run.growth] || (after ? `Gap between ${before} and ${after}` : `Gap after ${before}`);
  const facts = [[run.growth === "unmask" ? "its best token" : "probability", probabilityWords(run.lean(place))]];
  if (chosen) facts.push(["next", "the coming step writes here"]);
  const change = { run, step: run.beliefIndex(made), place: identity, isElsewhere: !chosen };
  return { title, facts, change, ...topTokens(run, step, identity, chosen?.token, "Likeliest tokens here") };
}

/** Likeliest tokens of a place at a step, with the one that was chosen, and what is left for all others. */
function topTokens(run, step, place, chosen, note) {
  const belief = step.places.find((one) => one.place === place);
  const tokens = (belief?.tokens ?? []).map(([token, p]) => [run.text(token), p, token === chosen, token]);
  return { tokens, rest: tokens.reduce((left, [, p]) => left - p, 1), note };
}
