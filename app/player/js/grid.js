// The board of a zebra puzzle: a grid that fills as facts are placed, and the clues beneath it.

const VERDICTS = { true: ["right", "✓"], false: ["wrong", "✗"], null: ["placed", ""] };
const SHOWN_PIECES = 4; // unfinished facts that are spelled out
const CLUE_MARKS = { satisfied: "✓", open: "○", violated: "✗" };

class GridBoard {
  /** @param {Run} run its lane has a board with a grid */
  constructor(run) {
    this.run = run;
    this.grid = run.lane.board.grid;
    this.cells = this.grid.rows.map(() => []);
    this.pinned = null; // index of the clue whose cells stay marked
    this.shownFrame = null;
    this.writing = make("p", { class: "writing" });
    this.clues = this.grid.clues.map((clue, index) => this.#clue(clue, index));
    const list = make("ol", { class: "grid-clues", "aria-label": "clues" }, ...this.clues.map(({ item }) => item));
    this.tally = make("p", { class: "tally" });
    this.element = make("div", {}, this.#table(), this.writing, this.tally, list);
  }

  #table() {
    const houses = Array.from({ length: this.grid.houses }, (_, house) => make("th", { scope: "col", text: `house ${house + 1}` }));
    this.heads = houses;
    const body = make("tbody");
    this.grid.rows.forEach((name, row) => {
      const line = make("tr", {}, make("th", { scope: "row", text: name }));
      for (let house = 0; house < this.grid.houses; house++) line.append((this.cells[row][house] = make("td")));
      body.append(line);
    });
    return make("table", { class: "grid" }, make("caption", { text: gridCaption(this.grid) }), make("thead", {}, make("tr", {}, make("td"), ...houses)), body);
  }

  #clue({ sentence }, index) {
    const mark = make("span", { class: "clue-mark", "aria-hidden": "true" });
    const state = make("span", { class: "unseen" });
    const button = make("button", { type: "button", "aria-pressed": "false" }, mark, make("span", { text: sentence }), state);
    const point = (clue) => () => this.#highlight(clue ?? this.pinned);
    for (const [event, clue] of [["pointerenter", index], ["focus", index], ["pointerleave", null], ["blur", null]]) {
      button.addEventListener(event, point(clue));
    }
    button.addEventListener("click", () => this.#pin(index));
    return { item: make("li", {}, button), button, mark, state };
  }

  #pin(index) {
    this.pinned = this.pinned === index ? null : index;
    this.clues.forEach(({ button }, other) => setAttribute(button, "aria-pressed", String(other === this.pinned)));
    this.#highlight(this.pinned);
  }

  /** Mark the cells that a clue speaks of: where its things stand, or may still come to stand. */
  #highlight(index) {
    this.pointed = index;
    const spoken = new Set();
    for (const [row, value] of this.grid.clues[index]?.things ?? []) {
      if (row === 0) for (const line of [this.heads, ...this.cells]) spoken.add(line[value]);
      else this.#cellsOf(row - 1, value).forEach((cell) => spoken.add(cell));
    }
    for (const cell of [this.heads, ...this.cells].flat()) cell.classList.toggle("spoken", spoken.has(cell));
  }

  #cellsOf(row, value) {
    const facts = this.frame.facts.filter(([factRow]) => factRow === row);
    const placed = facts.filter(([, , factValue]) => factValue === value).map(([, house]) => this.cells[row][house]);
    return placed.length ? placed : this.cells[row].filter((_, house) => !facts.some(([, factHouse]) => factHouse === house));
  }

  /** Show the run after so many steps. */
  draw(made) {
    const frame = this.run.lane.board.frames[made];
    if (!frame || this.shownFrame === made) return;
    this.shownFrame = made;
    this.frame = frame;
    this.#drawFacts();
    this.#drawClues();
    setText(this.writing, writingWords(this.run, made));
    setText(this.tally, tallyWords(frame));
    if (this.pointed !== undefined) this.#highlight(this.pointed);
  }

  #drawFacts() {
    const faces = this.cells.map((line) => line.map(() => []));
    for (const { row, house, value, isRight, step, order } of datedFacts(this.run, this.frame)) {
      const [word, sign] = VERDICTS[isRight];
      faces[row][house].push(
        make(
          "div",
          { class: `fact ${word}`, title: `number ${order}, at step ${step}` },
          make("span", { class: "value", text: this.grid.values[row][value] }),
          make("span", { class: "order", text: String(order) }),
          make("span", { class: "sign", "aria-hidden": "true", text: sign }),
          make("span", { class: "unseen", text: this.grid.judged ? `, ${word}` : "" }),
        ),
      );
    }
    for (const [row, house] of this.frame.begun) {
      faces[row][house].push(make("div", { class: "begun", title: "its value is still to be written", text: "…" }));
    }
    this.cells.forEach((line, row) => line.forEach((cell, house) => cell.replaceChildren(...faces[row][house])));
  }

  #drawClues() {
    this.clues.forEach(({ item, mark, state }, index) => {
      const word = this.frame.clues[index];
      setAttribute(item, "data-state", word);
      setText(mark, CLUE_MARKS[word]);
      setText(state, ` (${word})`);
    });
  }
}

/** What the marks on a grid mean. */
function gridCaption(grid) {
  return grid.judged ? "✓ right, ✗ wrong; numbered in the order of writing" : "Numbered in the order of writing. No answer is right, because the clues leave no single solution.";
}

/** The facts of a frame, each with the step that made it whole, and its place in the order of writing. */
function datedFacts(run, frame) {
  const dated = frame.facts.map(([row, house, value, isRight, identities]) => {
    const steps = identities.map((identity) => run.tokens.get(identity).filledAt);
    return { row, house, value, isRight, step: Math.max(...steps) };
  });
  return dated.map((fact) => ({ ...fact, order: 1 + dated.filter((other) => other.step < fact.step).length }));
}

/** Tokens that make no fact yet, and that no cell can show; empty if there are none. */
function writingWords(run, made) {
  const { writing } = run.lane.board.frames[made];
  const isOver = run.ended !== "running" && made === run.length;
  const rest = writing.length - SHOWN_PIECES;
  const pieces = [...writing.slice(0, SHOWN_PIECES), ...(rest > 0 ? [`${rest} more`] : [])].join("; ");
  return pieces && `${isOver ? "left over" : "being written"}: ${pieces}`;
}

/** How many clues are satisfied, open and violated. */
function tallyWords(frame) {
  const count = (word) => frame.clues.filter((one) => one === word).length;
  return `clues: ${Object.keys(CLUE_MARKS).map((word) => `${CLUE_MARKS[word]} ${count(word)} ${word}`).join(" · ")}`;
}
