// Figures as files: PNG or SVG, on white paper, with title, model, checkpoint, seed and link.

class FigureExport {
  /**
   * @param {Figures} figures
   * @param {Clock} clock
   * @param {Function} link gives a promise of the link to what is on screen; of an empty text if there is none
   */
  constructor(figures, clock, link = async () => "") {
    this.figures = figures;
    this.clock = clock;
    this.link = link;
    this.choice = make("select", { "aria-label": "figure" });
    const button = (text, kind) => make("button", { type: "button", class: "control", text, on: { click: () => this.#save(kind) } });
    this.element = make("div", { class: "save-figures", role: "group", "aria-label": "save a figure", hidden: "" });
    this.element.append(labelled("save figure", this.choice), button("PNG", "png"), button("SVG", "svg"));
    this.choice.addEventListener("focus", () => this.offer());
  }

  /** Offer what is drawn: the lanes, their boards, and the charts. */
  offer() {
    const offered = this.#pictures().map(({ name, title }) => [name, title]);
    this.element.hidden = !offered.length;
    if (JSON.stringify(offered) === this.offered) return;
    this.offered = JSON.stringify(offered);
    const { value } = this.choice;
    this.choice.replaceChildren(...offered.map(([name, title]) => make("option", { value: name, text: title })));
    if (offered.some(([name]) => name === value)) this.choice.value = value;
  }

  /** Name and title of everything that can be saved, the runs it shows, and what draws it below so many pixels. */
  #pictures() {
    const { plots, boards, runs, lane } = this.figures;
    if (!runs.length) return [];
    const ofRun = (name, title, run, draw) => ({ name, title: `${title}: ${run.lane.title}`, shown: [run], draw: (top) => draw(run, this.clock.made(run), top) });
    const lanes = runs.map((run, index) => ofRun(`lane-${index}`, "Lane", run, laneDrawing));
    const puzzles = runs.flatMap((run, index) => {
      const board = boards.get(index);
      if (run.lane.board?.grid) return [ofRun(`board-${index}`, "Puzzle", run, gridDrawing)];
      return board?.plot.isDrawn ? [ofRun(`board-${index}`, "Puzzle", run, (...moment) => boardDrawing(board, ...moment))] : [];
    });
    const charts = Object.entries(plots).flatMap(([name, plot]) => {
      if (!plot.isDrawn) return [];
      const { title } = CHARTS[name];
      const own = name === "beliefs" ? { title: `${title}: ${runs[lane].lane.title}`, shown: [runs[lane]] } : { title, shown: runs };
      return [{ name, ...own, draw: (top) => plotDrawing(plot.div, runs, top) }];
    });
    return [...lanes, ...puzzles, ...charts];
  }

  async #save(kind) {
    this.offer();
    const found = this.#pictures().find(({ name }) => name === this.choice.value);
    if (!found) return;
    const { recipe } = this.figures.runs[0].lane.trace;
    const stamp = [...found.shown.map(badgeLine), await this.link()].filter(Boolean);
    const drawing = stamped(await found.draw(PICTURE_TOP), `${found.title}, ${recipe.task}`, stamp);
    const address = await drawingAddress(drawing, kind);
    make("a", { href: address, download: `${recipe.task}-${found.name}-seed${recipe.seed}.${kind}`.replace(/[^\w.-]/g, "_") }).click();
  }
}
