// Figures as files: PNG or SVG, on white paper, with title, model, checkpoint and seed.

const PICTURE = { width: 1100, height: 640, scale: 2 }; // scale is for PNG alone
const PAPER_THEME = { ink: "#1f2937", scale: [[0, "#d9e2ec"], [0.5, "#3f8fc4"], [1, "#00304d"]] };
const PAPER_LANES = { ilm: "#0072b2", mdm: "#cc79a7", arm: "#333333", it: "#7a4f00" };
const STAMP_LINE = 16; // pixels of a line below the figure

class FigureExport {
  /** @param {Figures} figures */
  constructor(figures) {
    this.figures = figures;
    this.choice = make("select", { "aria-label": "figure" });
    const button = (text, kind) => make("button", { type: "button", class: "control", text, on: { click: () => this.#save(kind) } });
    this.element = make("div", { class: "save-figures", role: "group", "aria-label": "save a figure", hidden: "" });
    this.element.append(labelled("save figure", this.choice), button("PNG", "png"), button("SVG", "svg"));
    this.choice.addEventListener("focus", () => this.offer());
  }

  /** Offer what is drawn: the charts, and the boards of the lanes. */
  offer() {
    const offered = this.#plots().map(([name, title]) => [name, title]);
    this.element.hidden = !offered.length;
    if (JSON.stringify(offered) === this.offered) return;
    this.offered = JSON.stringify(offered);
    const { value } = this.choice;
    this.choice.replaceChildren(...offered.map(([name, title]) => make("option", { value: name, text: title })));
    if (offered.some(([name]) => name === value)) this.choice.value = value;
  }

  /** Name, title and plot of everything that plotly.js has drawn. */
  #plots() {
    const { plots, boards, runs, lane } = this.figures;
    const charts = Object.entries(plots).map(([name, plot]) => [name, name === "beliefs" ? `${CHARTS[name].title}: ${runs[lane]?.lane.title}` : CHARTS[name].title, plot]);
    const pictures = [...boards].map(([index, { plot }]) => [`board-${index}`, `Puzzle: ${runs[index]?.lane.title}`, plot]);
    return [...charts, ...pictures].filter(([, , plot]) => plot.isDrawn);
  }

  async #save(kind) {
    this.offer();
    const found = this.#plots().find(([name]) => name === this.choice.value);
    if (!found) return;
    const [name, title, { div }] = found;
    const address = await window.Plotly.toImage(stamped(div, title, this.figures.runs), { ...PICTURE, format: kind, scale: kind === "png" ? PICTURE.scale : 1 });
    const { recipe } = this.figures.runs[0].lane.trace;
    const anchor = make("a", { href: address, download: `${recipe.task}-${name}-seed${recipe.seed}.${kind}`.replace(/[^\w.-]/g, "_") });
    anchor.click();
  }
}

/** A figure as it stands now, in the colours of white paper, with a title and where it is from. */
function stamped(div, title, runs) {
  const theme = { ...PAPER_THEME, lanes: runs.map((run) => PAPER_LANES[run.lane.family]) };
  const { data, layout } = themed({ data: div.data, layout: div.layout }, theme);
  const task = runs[0].lane.trace.recipe.task;
  const badges = runs.map(({ lane }) => [lane.title, lane.source, `${lane.checkpoint} ${lane.sha256}`, `seed ${lane.seed}`, lane.settings].filter(Boolean).join(" · "));
  const below = { xref: "paper", yref: "paper", x: 0, y: 0, xanchor: "left", yanchor: "bottom", align: "left", showarrow: false };
  const bottom = PICTURE_FOOT + STAMP_LINE * badges.length;
  const stamp = { ...below, yshift: -bottom + 4, text: badges.map(plain).join("<br>"), font: { size: 11, color: theme.ink } };
  return {
    data,
    layout: {
      ...layout,
      ...PICTURE,
      shapes: (layout.shapes ?? []).map((shape) => ({ ...shape, line: { ...shape.line, color: theme.ink } })),
      autosize: false,
      paper_bgcolor: "#ffffff",
      plot_bgcolor: "#ffffff",
      title: { text: plain(`${title}, ${task}`), x: 0.02, xanchor: "left", y: 0.98, yanchor: "top", font: { size: 18, color: theme.ink } },
      legend: { ...layout.legend, font: { color: theme.ink } },
      margin: { l: 70, r: 24, t: 84, b: bottom },
      annotations: [...(layout.annotations ?? []), stamp],
    },
  };
}

const PICTURE_FOOT = 70; // pixels for the axis and its title

/** A text in which Plotly finds no markup. */
function plain(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
