// The table beside each chart, made from the trace when it is asked for.

class TableView {
  /**
   * @param {string} title what the chart is called
   * @param {Element} chart what the table takes the place of
   * @param {Function} tell gives {caption, columns, rows: [{step, cells}], shift}
   * @param {Function} go called with the steps made, when a row is chosen
   */
  constructor(title, chart, tell, go) {
    this.chart = chart;
    this.tell = tell;
    this.go = go;
    this.rows = new Map(); // step -> row
    this.current = null;
    this.button = make("button", { type: "button", class: "as-table", on: { click: () => this.#toggle() } });
    this.holder = make("div", { class: "table", tabindex: "0", role: "region", "aria-label": `${title} as a table`, hidden: "" });
    this.#name();
  }

  get isOpen() {
    return !this.holder.hidden;
  }

  #toggle() {
    this.holder.hidden = this.isOpen;
    this.chart.hidden = this.isOpen;
    this.#name();
    this.refresh();
  }

  #name() {
    setText(this.button, this.isOpen ? "Show as chart" : "Show as table");
  }

  /** Make the table again, if it is on screen. */
  refresh() {
    if (!this.isOpen) return;
    const { caption, columns, rows, shift } = this.tell();
    const head = make("tr", {}, ...["step", ...columns].map((text) => make("th", { scope: "col", text })));
    const body = make("tbody");
    this.rows.clear();
    for (const { step, cells } of rows) {
      const button = make("button", { type: "button", title: `go to step ${step}`, text: String(step), on: { click: () => this.go(step + shift) } });
      const row = make("tr", {}, make("th", { scope: "row" }, button), ...cells.map((text) => make("td", { text })));
      this.rows.set(step, row);
      body.append(row);
    }
    this.holder.replaceChildren(make("table", {}, make("caption", { text: caption }), make("thead", {}, head), body));
    this.#mark(this.current);
  }

  /** Mark the row of a step; null for none. */
  mark(step) {
    if (step === this.current) return;
    this.rows.get(this.current)?.removeAttribute("aria-current");
    this.current = step;
    this.#mark(step);
  }

  #mark(step) {
    const row = this.isOpen ? this.rows.get(step) : null;
    if (!row) return;
    row.setAttribute("aria-current", "step");
    const { offsetTop: top, offsetHeight: height } = row; // scrolls the table, never the page
    const { scrollTop, clientHeight } = this.holder;
    if (top - height < scrollTop || top + height > scrollTop + clientHeight) this.holder.scrollTop = top - clientHeight / 2;
  }
}

const CURRENT_ROW = "the marked row is the step on the clock, for the chosen lane";

/** A row for each step of the longest run. */
function stepRows(runs, cells) {
  const longest = Math.max(0, ...runs.map((run) => run.length));
  return Array.from({ length: longest }, (_, index) => ({ step: index + 1, cells: runs.flatMap((run) => cells(run, run.steps[index])) }));
}

/** What each lane placed at each step, and where that ended up. */
function orderTable(runs) {
  const words = (run, step) => {
    const moves = step?.moves ?? [];
    return [moves.map((move) => (move.kind === "stop" ? "stops" : `‘${run.text(move.token)}’ at position ${run.position(move.identity)}`)).join("; ")];
  };
  const caption = `What each lane placed, and its final position in the answer; ${CURRENT_ROW}.`;
  return { caption, columns: runs.map((run) => run.lane.title), rows: stepRows(runs, words), shift: 0 };
}

/** Stop probability and entropy of each lane at each step. */
function curveTable(runs) {
  const numbers = (run, step) => (step ? [run.canStop ? probabilityWords(step.stop) : "cannot", step.entropy.toFixed(2)] : ["", ""]);
  const columns = runs.flatMap((run) => [`${run.lane.title}: p(stop)`, `${run.lane.title}: entropy, nats`]);
  return { caption: `Stop probability and entropy when each step was decided; ${CURRENT_ROW}.`, columns, rows: stepRows(runs, numbers), shift: -1 };
}

/** The lean towards each place, and the probability of stop, at each step of one lane. */
function beliefTable(run) {
  const used = new Set(run.steps.flatMap((step) => step.places.map(({ place }) => place)));
  const isEnd = run.growth === "append"; // the end moves on with each token, but it is one place
  const places = isEnd ? ["the end"] : run.order.filter((identity) => used.has(identity));
  const names = isEnd ? places : places.map((identity) => run.placeName(identity));
  const cells = (_, step) => {
    const shares = new Map(step.places.map((one) => [isEnd ? "the end" : one.place, run.lean(one)]));
    return [...places.map((place) => (shares.has(place) ? probabilityWords(shares.get(place)) : "")), run.canStop ? probabilityWords(step.stop) : "cannot"];
  };
  const what = run.growth === "unmask" ? "probability of the best token of each cell in reading order; empty where it is filled" : "probability of each place in reading order; empty where there was no such place yet";
  const caption = `${run.lane.title}: ${what}; ${CURRENT_ROW}.`;
  return { caption, columns: [...names, "stop"], rows: stepRows([run], cells), shift: -1 };
}

/** What a lane did at each step, and what its board then showed. */
function boardTable(run) {
  const rows = run.steps.map((step, index) => ({
    step: index + 1,
    cells: [run.lane.board.frames[index + 1]?.words ?? stepSentence(run, index + 1), statusWords(run, index + 1)],
  }));
  return { caption: `What the board of ${run.lane.title} shows after each step.`, columns: ["on the board", "the puzzle is"], rows, shift: 0 };
}
