// Figures as files: PNG or SVG, on white paper, with title, model, checkpoint, seed and link.

const PICTURE_WIDTH = 1100;
const PICTURE_SCALE = 2; // of a PNG, so that it is sharp
const PICTURE_MARGIN = 24;
const PICTURE_FONT = "system-ui, sans-serif";
const PICTURE_TOP = 44; // pixels for the title
const STAMP_SIZE = 11;
const STAMP_LINE = 16; // pixels of a line below the figure
const PAPER_THEME = { ink: "#1f2937", paper: "#ffffff", scale: [[0, "#d9e2ec"], [0.5, "#3f8fc4"], [1, "#00304d"]] };

class FigureExport {
  /**
   * @param {Figures} figures
   * @param {Function} link gives a promise of the link to what is on screen; of an empty text if there is none
   */
  constructor(figures, link) {
    this.figures = figures;
    this.link = link;
    this.choice = make("select", { "aria-label": "figure" });
    const button = (text, kind) => make("button", { type: "button", class: "control", text, on: { click: () => this.#save(kind) } });
    this.element = make("div", { class: "save-figures", role: "group", "aria-label": "save a figure", hidden: "" });
    this.element.append(labelled("save figure", this.choice), button("PNG", "png"), button("SVG", "svg"));
    this.choice.addEventListener("focus", () => this.offer());
  }

  /** Offer what is drawn: the charts, and the boards of the lanes. */
  offer() {
    const offered = this.#pictures().map(({ name, title }) => [name, title]);
    this.element.hidden = !offered.length;
    if (JSON.stringify(offered) === this.offered) return;
    this.offered = JSON.stringify(offered);
    const { value } = this.choice;
    this.choice.replaceChildren(...offered.map(([name, title]) => make("option", { value: name, text: title })));
    if (offered.some(([name]) => name === value)) this.choice.value = value;
  }

  /** Name and title of everything that can be saved, and what draws it below so many pixels. */
  #pictures() {
    const { plots, boards, runs, lane, wanted } = this.figures;
    const titled = (title, run) => (run ? `${title}: ${run.lane.title}` : title);
    const charts = Object.entries(plots).map(([name, plot]) => ({ name, title: titled(CHARTS[name].title, name === "beliefs" && runs[lane]), plot }));
    const pictures = runs.map((run, index) => ({ name: `board-${index}`, title: titled("Puzzle", run), plot: boards.get(index)?.plot, run, made: wanted?.made[index] }));
    return [...charts, ...pictures].flatMap(({ plot, run, made, ...named }) => {
      if (plot?.isDrawn) return { ...named, draw: (top) => plotDrawing(plot.div, runs, top) };
      if (run?.lane.board?.grid && made !== undefined) return { ...named, draw: (top) => gridDrawing(run, made, top) };
      return [];
    });
  }

  async #save(kind) {
    this.offer();
    const found = this.#pictures().find(({ name }) => name === this.choice.value);
    if (!found) return;
    const { runs } = this.figures;
    const { recipe } = runs[0].lane.trace;
    const stamp = [...runs.map(badgeLine), await this.link()].filter(Boolean);
    const drawing = stamped(await found.draw(PICTURE_TOP), `${found.title}, ${recipe.task}`, stamp);
    const address = await drawingAddress(drawing, kind);
    make("a", { href: address, download: `${recipe.task}-${found.name}-seed${recipe.seed}.${kind}`.replace(/[^\w.-]/g, "_") }).click();
  }
}

/** A drawing on white paper, with a title above and lines of text below. */
function stamped({ shapes, bottom }, title, stamp) {
  const lines = stamp.flatMap((line) => textLines(line, STAMP_SIZE, PICTURE_WIDTH - 2 * PICTURE_MARGIN));
  const height = Math.ceil(bottom + lines.length * STAMP_LINE + PICTURE_MARGIN);
  const size = { width: PICTURE_WIDTH, height, viewBox: `0 0 ${PICTURE_WIDTH} ${height}`, "font-family": PICTURE_FONT };
  return makeShape(
    "svg",
    size,
    makeShape("rect", { width: PICTURE_WIDTH, height, fill: PAPER_THEME.paper }),
    textShape(title, PICTURE_MARGIN, 32, { size: 18, bold: true }),
    ...shapes,
    ...lines.map((line, index) => textShape(line, PICTURE_MARGIN, bottom + (index + 1) * STAMP_LINE, { size: STAMP_SIZE })),
  );
}

/** The address of a drawing, as it is or turned into a picture. */
async function drawingAddress(svg, kind) {
  const address = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
  if (kind === "svg") return address;
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = make("canvas", { width: image.width * PICTURE_SCALE, height: image.height * PICTURE_SCALE });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL();
}

/** A line of text; `x` is its start unless an anchor says otherwise. */
function textShape(text, x, y, { size = 13, bold = false, fill = PAPER_THEME.ink, anchor = "start" } = {}) {
  return makeShape("text", { x, y, fill, "font-size": size, "font-weight": bold ? 600 : 400, "text-anchor": anchor }, text);
}

/** Where a lane is from, in one line. */
function badgeLine({ lane }) {
  return [lane.title, lane.source, `${lane.checkpoint} ${lane.sha256}`, `seed ${lane.seed}`, lane.settings].filter(Boolean).join(" · ");
}

const RULER = document.createElement("canvas").getContext("2d");

/** A text broken into lines that are no wider than so many pixels; a long word, such as an address, is broken too. */
function textLines(text, size, width) {
  RULER.font = `${size}px ${PICTURE_FONT}`;
  const fits = (line) => RULER.measureText(line).width <= width;
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (fits(longer)) {
      lines[lines.length - 1] = longer;
      continue;
    }
    if (lines.at(-1)) lines.push("");
    for (const sign of word) {
      if (!fits(lines.at(-1) + sign)) lines.push("");
      lines[lines.length - 1] += sign;
    }
  }
  return lines;
}
