// Figures built by the server that follow the clock, and the table beside each.

const CHARTS = {
  order: {
    title: "Order map",
    words: "When each token was written, and where it ended up. ARM can only run straight down; the others may jump.",
    table: (runs) => orderTable(runs),
    row: (run, made) => made,
  },
  stop: {
    title: "Stop and entropy",
    words: "How much the model wants to stop, and how undecided it is, step by step.",
    table: (runs) => curveTable(runs),
    row: (run, made) => nextStep(run, made),
  },
  beliefs: {
    title: "Beliefs",
    words: "Where the model thought the next token belongs, step by step; of a masked cell, how sure it was of the best token there. Choose a lane to see its own.",
    table: (runs, lane) => beliefTable(runs[lane]),
    row: (run, made) => nextStep(run, made),
  },
};
const CHART_HEIGHT = 330;

class Figures {
  /**
   * @param {HTMLElement} root host of the player
   * @param {string|null} source address of plotly.js; null uses the one on the page, if any
   * @param {Function} pick called with (lane, steps made) on a click
   */
  constructor(root, source, pick) {
    this.root = root;
    this.source = source;
    this.pick = pick;
    this.lane = 0;
    this.runs = [];
    this.figures = null;
    this.boards = new Map(); // number of the lane -> BoardPlot
    this.plots = {};
    this.tables = {};
    this.headings = {};
    this.wanted = null;
    this.isBusy = false;
    this.element = make("div", { class: "figures", hidden: "" });
    this.pending = make("p", { class: "pending", hidden: "" });
    for (const name of Object.keys(CHARTS)) this.element.append(this.#section(name));
  }

  #section(name) {
    const { title, words, table } = CHARTS[name];
    const chart = make("slot", { name });
    this.headings[name] = make("h2", { text: title });
    this.tables[name] = new TableView(title, chart, () => table(this.runs, this.lane), (made) => this.pick(this.lane, made));
    const { button, holder } = this.tables[name];
    const head = make("div", { class: "figure-head" }, this.headings[name], button);
    return make("section", { class: "figure", "aria-label": title }, head, make("p", { text: words }), chart, holder);
  }

  /**
   * Take the figures of a load command and the boards of its lanes.
   * @param {object|null} figures order, stop, and beliefs of each lane; null for none
   * @param {Run[]} runs
   * @param {object} theme colours of the page, as for `themed`
   */
  async load(figures, runs, theme) {
    Object.assign(this, { figures, runs, theme });
    this.lane = Math.min(this.lane, Math.max(0, runs.length - 1));
    this.generation = (this.generation ?? 0) + 1;
    const { generation } = this;
    this.element.hidden = !figures;
    this.pending.hidden = true;
    const boards = this.#takeBoards();
    if (!figures && !boards.length) return;
    const isReady = await plotlyFrom(this.source);
    if (generation !== this.generation) return;
    this.element.parentElement.classList.toggle("without-figures", !isReady);
    if (!isReady) return this.#doWithout();
    for (const board of boards) await board.draw(this.theme);
    await this.update(figures);
  }

  /** Keep the boards that are to be shown again just as they are; gives the new ones, not yet drawn. */
  #takeBoards() {
    for (const [index, board] of this.boards) {
      const run = this.runs[index];
      if (run && board.plot.isDrawn && boardKey(run) === board.key) {
        board.run = run;
      } else {
        board.remove();
        this.boards.delete(index);
      }
    }
    const missing = this.runs.flatMap((run, index) => (run.lane.board?.figure && !this.boards.has(index) ? [index] : []));
    return missing.map((index) => {
      const board = new BoardPlot(this.root, index, this.runs[index], this.pick);
      this.boards.set(index, board);
      return board;
    });
  }

  /** Draw the charts again, with the steps that a run has made since. */
  async update(figures) {
    this.figures = figures;
    for (const table of Object.values(this.tables)) table.refresh();
    if (figures && window.Plotly) for (const name of Object.keys(CHARTS)) await this.#draw(name);
    if (this.wanted) this.follow({ ...this.wanted });
  }

  async #draw(name) {
    const figure = name === "beliefs" ? this.figures?.beliefs[this.lane] : this.figures?.[name];
    if (!figure) return;
    this.plots[name] ??= new Plot(this.root, name, CHART_HEIGHT, (point) => {
      const { lane, axis, shift } = point.data.meta ?? {};
      if (axis) this.pick(lane, point[axis] + shift);
    });
    await this.plots[name].draw(figure, this.theme);
    if (name === "beliefs") setText(this.headings.beliefs, `${CHARTS.beliefs.title}: ${this.runs[this.lane].lane.title}`);
  }

  /** Without plotly.js the lanes still work; say so where the figures were expected. */
  #doWithout() {
    for (const board of this.boards.values()) board.remove();
    this.boards.clear();
    this.element.hidden = true;
    this.pending.hidden = this.source === null;
    setText(this.pending, "The figures could not be drawn, because plotly.js did not arrive. The next run tries again.");
  }

  /** Draw everything in other colours, after a change between light and dark. */
  async recolour(theme) {
    this.theme = theme;
    for (const board of this.boards.values()) if (board.plot.isDrawn) await board.draw(theme);
    await this.update(this.figures);
  }

  /** Follow the clock; while a drawing is under way only the latest moment counts. */
  async follow(moment) {
    this.wanted = moment;
    if (this.isBusy || !window.Plotly) return;
    this.isBusy = true;
    let shown = null;
    while (shown !== this.wanted) {
      shown = this.wanted;
      await this.#show(shown);
      await new Promise(requestAnimationFrame);
    }
    this.isBusy = false;
  }

  /** @param {object} moment made: steps made in each lane; lane: the chosen one */
  async #show({ made, lane }) {
    const run = this.runs[lane];
    if (!run) return;
    for (const [index, board] of this.boards) await board.show(made[index]);
    if (this.lane !== lane) {
      this.lane = lane;
      this.tables.beliefs.refresh();
      await this.#draw("beliefs");
    }
    for (const [name, table] of Object.entries(this.tables)) table.mark(CHARTS[name].row(run, made[lane]));
    const { ink, lanes } = this.theme;
    const line = (index, shape) => ({ type: "line", line: { color: lanes[index] ?? ink, width: index === lane ? 2.5 : 1.2, dash: "dot" }, ...shape });
    await this.plots.order?.mark(made.map((step, index) => line(index, { xref: "paper", x0: 0, x1: 1, y0: step, y1: step })));
    const next = this.runs.map((one, index) => nextStep(one, made[index]));
    await this.plots.stop?.mark(
      next.flatMap((step, index) => (step === null ? [] : [line(index, { yref: "paper", y0: 0, y1: 1, x0: step, x1: step })])),
    );
    const box = { type: "rect", yref: "paper", y0: 0, y1: 1, x0: next[lane] - 0.5, x1: next[lane] + 0.5, line: { color: ink, width: 2 } };
    await this.plots.beliefs?.mark(next[lane] === null ? [] : [box]);
  }
}

/** The number, from 1, of the step that was decided on the canvas after so many steps; null if none was. */
function nextStep(run, made) {
  const index = run.beliefIndex(made);
  return index === null ? null : index + 1;
}
