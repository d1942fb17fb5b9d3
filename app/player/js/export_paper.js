// What every saved figure shares: white paper, text in lines, title, model, checkpoint, seed and link.

const PICTURE_WIDTH = 1100;
const PICTURE_SCALE = 2; // of a PNG, so that it is sharp
const PICTURE_MARGIN = 24;
const PICTURE_FONT = "system-ui, sans-serif";
const PICTURE_TOP = 44; // pixels for the title
const STAMP_SIZE = 11;
const STAMP_LINE = 16; // pixels of a line below the figure
const MOMENT_LINE = 18;
const PAPER_THEME = { ink: "#1f2937", paper: "#ffffff", scale: [[0, "#d9e2ec"], [0.5, "#3f8fc4"], [1, "#00304d"]] };
const PAPER_INK = { soft: "#4b5563", line: "#d1d5db", tint: "#f3f4f6", right: "#00724f", wrong: "#b34700", placed: "#4b5563" };
const PAPER_LANES = { ilm: "#0072b2", mdm: "#cc79a7", arm: "#333333", it: "#7a4f00" };

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

/** Width of a text in pixels. */
function textWidth(text, size, bold = false) {
  RULER.font = `${bold ? 600 : 400} ${size}px ${PICTURE_FONT}`;
  return RULER.measureText(text).width;
}

/** A text broken into lines that are no wider than so many pixels; a long word, such as an address, is broken too. */
function textLines(text, size, width) {
  const fits = (line) => textWidth(line, size) <= width;
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

/** Text below other text, broken where it must be; gives the shapes and where they end. */
function linesShape(text, x, top, { size = 13, line = MOMENT_LINE, width = PICTURE_WIDTH - PICTURE_MARGIN - x, ...style } = {}) {
  const lines = text ? textLines(text, size, width) : [];
  const shapes = lines.map((words, index) => textShape(words, x, top + (index + 1) * line, { size, ...style }));
  return { shapes, bottom: top + lines.length * line };
}

/** Which step of a run a figure shows, what it did, and what the puzzle is worth; gives the shapes and where they end. */
function momentShapes(run, made, top) {
  const count = `step ${made} of ${run.length}${run.isGrowing ? " so far" : ""}`;
  const status = run.status(made);
  const fill = { solved: PAPER_INK.right, lost: PAPER_INK.wrong }[status];
  const verdict = status ? [textShape(`${STATUS_WORDS[status][0]} ${statusWords(run, made)}`, PICTURE_MARGIN + textWidth(count, 14, true) + 24, top + 14, { size: 14, bold: true, fill })] : [];
  const told = linesShape(stepSentence(run, made), PICTURE_MARGIN, top + 16, { fill: PAPER_INK.soft });
  return { shapes: [textShape(count, PICTURE_MARGIN, top + 14, { size: 14, bold: true }), ...verdict, ...told.shapes], bottom: told.bottom + 6 };
}
