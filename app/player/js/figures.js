// Plotly figures, built by the server once, that follow the clock. They stand in the light
// DOM, in slots of the player, because plotly.js puts its style sheet into the document.

const FIGURES = {
  order: { title: "Order map", words: "When each token was placed, by where it ended up. A straight diagonal is left to right.", height: 330 },
  stop: { title: "Stop and entropy", words: "How much the model wants to stop, and how undecided it is, step by step.", height: 330 },
  beliefs: { title: "Beliefs", words: "Where the model thought the next token belongs.", height: 330 },
};
const PLOTLY_CONFIG = { displayModeBar: false, displaylogo: false, showTips: false, doubleClick: "reset" };

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
    this.divs = new Map(); // slot name -> element
    this.keys = new Map(); // slot name -> what its figure was made of
    this.wanted = null;
    this.isBusy = false;
    this.sections = {};
    this.element = make("div", { class: "figures", hidden: "" });
    this.pending = make("p", { class: "pending", hidden: "" });
    for (const [name, { title, words }] of Object.entries(FIGURES)) {
      const heading = make("h2", { text: title });
      this.sections[name] = heading;
      this.element.append(make("section", { class: "figure", "aria-label": title }, heading, make("p", { text: words }), make("slot", { name })));
    }
    this.observer = new ResizeObserver((entries) => entries.forEach(({ target }) => this.#resize(target)));
  }

  /** Take the figures of a load command and the boards of its lanes. */
  async load(figures, runs, ink) {
    this.figures = figures;
    this.runs = runs;
    this.beliefsLane = null;
    this.generation = (this.generation ?? 0) + 1;
    const { generation } = this;
    this.element.hidden = !figures;
    this.pending.hidden = Boolean(figures) || !runs.length;
    setText(this.pending, "The order map and the curves are drawn when the run ends.");
    const boards = runs.map((run, index) => [`board-${index}`, run.lane.board?.figure, run.lane.board?.figure.layout.height]).filter(([, figure]) => figure);
    const charts = figures ? ["order", "stop"].map((name) => [name, figures[name], FIGURES[name].height]) : [];
    const wanted = [...boards, ...charts].map(([name, figure, height]) => ({ name, figure, height, key: JSON.stringify(figure) }));
    this.#clear(new Map(wanted.map(({ name, key }) => [name, key])));
    const missing = wanted.filter(({ name }) => !this.divs.has(name));
    const places = missing.map(({ name, figure, height, key }) => [this.#slot(name, height, key), figure]);
    if (!wanted.length) return;
    const isReady = await this.#plotly();
    if (generation !== this.generation) return;
    if (!isReady) return this.#doWithout();
    for (const [div, figure] of places) await this.#draw(div, figure, ink);
    if (generation === this.generation && this.wanted) this.follow({ ...this.wanted });
  }

  /** Without plotly.js the lanes still work; say so where it was expected. */
  #doWithout() {
    this.#clear(new Map());
    this.element.hidden = true;
    this.element.parentElement.classList.add("without-figures");
    this.pending.hidden = this.source === null;
    setText(this.pending, "The figures could not be drawn, because plotly.js did not arrive.");
  }

  /** Remove all but the figures that are to be shown again just as they are. */
  #clear(keep) {
    for (const [name, div] of this.divs) {
      if (div._fullLayout && keep.get(name) === this.keys.get(name)) continue;
      this.observer.unobserve(div);
      window.Plotly?.purge(div);
      div.remove();
      this.divs.delete(name);
    }
  }

  #slot(name, height, key) {
    const div = make("div", { slot: name, class: "trace-player-figure" });
    div.style.height = `${height}px`;
    div.style.width = "100%";
    this.divs.set(name, div);
    this.keys.set(name, key);
    this.root.append(div);
    return div;
  }

  /** plotly.js, fetched when it is first needed; false if it cannot be had. */
  async #plotly() {
    if (window.Plotly) return true;
    if (!this.source) return false;
    let script = document.querySelector("script[data-trace-player]");
    if (!script) {
      script = make("script", { src: this.source, "data-trace-player": "" });
      document.head.append(script);
    }
    await new Promise((resolve) => ["load", "error"].forEach((event) => script.addEventListener(event, resolve)));
    return Boolean(window.Plotly);
  }

  async #draw(div, figure, ink) {
    const { clientWidth: width, clientHeight: height } = div; // measured once: autosize would measure at every step
    const layout = { ...structuredClone(figure.layout), autosize: false, width, height };
    layout.font = { ...layout.font, color: ink };
    await window.Plotly.newPlot(div, structuredClone(figure.data), layout, PLOTLY_CONFIG);
    div.removeAllListeners?.("plotly_click");
    div.on("plotly_click", ({ points: [point] }) => {
      const { lane, axis, shift } = point.data.meta ?? {};
      if (axis) this.pick(lane, point[axis] + shift);
    });
    this.observer.observe(div);
  }

  #resize(div) {
    if (!this.root.isConnected) this.observer.disconnect();
    else if (div.clientWidth && div._fullLayout && div._fullLayout.width !== div.clientWidth) {
      window.Plotly.relayout(div, { width: div.clientWidth });
    }
  }

  /** Text in another colour, after a change between light and dark. */
  recolour(ink) {
    for (const div of this.divs.values()) if (div._fullLayout) window.Plotly.relayout(div, { "font.color": ink });
  }

  /** Follow the clock; while a drawing is under way only the latest moment counts. */
  async follow(moment) {
    this.wanted = moment;
    if (this.isBusy || !window.Plotly || !this.divs.size) return;
    this.isBusy = true;
    let shown = null;
    while (shown !== this.wanted) {
      shown = this.wanted;
      await this.#show(shown);
      await new Promise(requestAnimationFrame);
    }
    this.isBusy = false;
  }

  async #show({ made, lane, ink }) {
    for (const [index, run] of this.runs.entries()) await this.#showBoard(index, run, made[index]);
    const colours = this.runs.map((_, index) => this.figures?.order.data[index]?.line.color ?? ink);
    const line = (index, shape) => ({ type: "line", line: { color: colours[index], width: index === lane ? 2.5 : 1.2, dash: "dot" }, ...shape });
    const drawn = (name) => this.divs.get(name)?._fullLayout;
    if (drawn("order")) {
      const shapes = made.map((step, index) => line(index, { xref: "paper", x0: 0, x1: 1, y0: step, y1: step }));
      await window.Plotly.relayout(this.divs.get("order"), { shapes });
    }
    if (drawn("stop")) {
      const current = this.runs.map((run, index) => run.beliefIndex(made[index]));
      const shapes = current.flatMap((step, index) => (step === null ? [] : [line(index, { yref: "paper", y0: 0, y1: 1, x0: step + 1, x1: step + 1 })]));
      await window.Plotly.relayout(this.divs.get("stop"), { shapes });
    }
    if (this.runs[lane]) await this.#showBeliefs(lane, this.runs[lane].beliefIndex(made[lane]), ink);
  }

  async #showBoard(index, run, made) {
    const div = this.divs.get(`board-${index}`);
    const frame = run.lane.board?.frames[made];
    if (!div?._fullLayout || !frame || div.dataset.frame === JSON.stringify(frame)) return;
    div.dataset.frame = JSON.stringify(frame);
    const styles = run.lane.board.figure.layout.meta;
    await window.Plotly.restyle(div, styled(frame.edges, styles.edges), frame.edges.map((_, edge) => edge));
    const nodes = styled(frame.nodes, styles.nodes);
    for (const name of Object.keys(nodes)) nodes[name] = [nodes[name]]; // one trace, an array for its points
    await window.Plotly.restyle(div, nodes, [frame.edges.length]);
  }

  async #showBeliefs(lane, step, ink) {
    const figure = this.figures?.beliefs[lane];
    if (!figure) return;
    const div = this.divs.get("beliefs") ?? this.#slot("beliefs", FIGURES.beliefs.height, null);
    if (this.beliefsLane !== lane) {
      this.beliefsLane = lane;
      setText(this.sections.beliefs, `${FIGURES.beliefs.title}: ${this.runs[lane].lane.title}`);
      await this.#draw(div, figure, ink);
    }
    const shape = { type: "rect", yref: "paper", y0: 0, y1: 1, x0: step + 0.5, x1: step + 1.5, line: { color: ink, width: 2 } };
    await window.Plotly.relayout(div, { shapes: step === null ? [] : [shape] });
  }
}

/** For each property of the styles, its values over a list of states. */
function styled(states, styles) {
  return Object.fromEntries(Object.keys(styles[0]).map((name) => [name, states.map((state) => styles[state][name])]));
}
