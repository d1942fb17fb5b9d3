// A lane at one step as a drawing: its step and verdict, tokens and places, stop gauge, and what the marks mean.

const GAUGE_WIDTH = 110;
const SAMPLE_WIDTH = 70; // of a mark in the legend, before its words
const MARK_COLUMN = 526;
const MARK_GAP = 26; // pixels between marks, with room for a number

/** A lane after so many steps: its shapes, which begin at `top`, and where they end. */
function laneDrawing(run, made, top) {
  const moment = momentShapes(run, made, top);
  const Kind = run.isProse ? ProseDrawing : StripDrawing;
  const strip = new Kind(run, made);
  const tokens = strip.draw(moment.bottom);
  const meters = meterShapes(run, made, strip.colour, tokens.bottom + 12);
  const marks = markShapes(strip, meters.bottom + 14);
  return { shapes: [...moment.shapes, ...tokens.shapes, ...meters.shapes, ...marks.shapes], bottom: marks.bottom + 12 };
}

/** How much the model wants to stop, and the numbers of the step; gives the shapes and where they end. */
function meterShapes(run, made, fill, top) {
  const belief = run.belief(made);
  const last = run.steps[made - 1];
  const left = PICTURE_MARGIN;
  const name = textShape(STOP_WORDS.name, left, top + 16, { fill: PAPER_INK.soft });
  const track = { x: left + 66, y: top + 4, height: 16, rx: 4 };
  const threshold = thresholdOf(run);
  const mark = { x1: track.x + GAUGE_WIDTH * threshold, x2: track.x + GAUGE_WIDTH * threshold, y1: top, y2: top + 24, stroke: PAPER_THEME.ink, "stroke-width": 2 };
  const gauge = [
    makeShape("rect", { ...track, width: GAUGE_WIDTH * (belief?.stop ?? 0), fill }),
    makeShape("rect", { ...track, width: GAUGE_WIDTH, fill: "none", stroke: PAPER_INK.soft }),
    ...(threshold === null ? [] : [makeShape("line", mark)]),
    textShape(probabilityWords(belief?.stop), track.x + GAUGE_WIDTH + 8, top + 16, { size: 14, bold: true }),
  ];
  const never = [textShape(STOP_WORDS.never, track.x, top + 16)];
  const numbers = `forward passes ${last?.forward_passes ?? 0} · last move p ${lastMoveWords(last)} · entropy now ${entropyWords(belief)}`;
  return { shapes: [name, ...(run.canStop ? gauge : never), textShape(numbers, left + 300, top + 16)], bottom: top + 24 };
}

/** What the marks mean, each beside its words, in two columns; gives the shapes and where they end. */
function markShapes(strip, top) {
  const { run } = strip;
  const line = strip.height + MARK_GAP;
  const shapes = [];
  let bottom = top;
  markEntries(strip).forEach(([draw, words], index) => {
    const x = PICTURE_MARGIN + (index % 2) * MARK_COLUMN;
    const y = top + Math.floor(index / 2) * line;
    const text = linesShape(words, x + SAMPLE_WIDTH, y + strip.height / 2 - 18, { width: MARK_COLUMN - SAMPLE_WIDTH - 20, fill: PAPER_INK.soft });
    shapes.push(...draw(x, y), ...text.shapes);
    bottom = y + line;
  });
  const threshold = thresholdOf(run);
  if (threshold === null) return { shapes, bottom };
  const said = linesShape(`Line across the gauge: it stops at p ≥ ${threshold}.`, PICTURE_MARGIN, bottom, { fill: PAPER_INK.soft });
  return { shapes: [...shapes, ...said.shapes], bottom: said.bottom };
}

/** Each mark that a lane can show: what draws a sample of it, and its words. */
function markEntries(strip) {
  const { run } = strip;
  const sample = (look) => (x, y) => strip.face(x, y, strip.widthOf(look), look);
  const bars = (x, y) => [...strip.bar(x + 10, y + 36, 0.2, false), ...strip.bar(x + 36, y + 36, 0.5, true)];
  const written = { kind: "written", text: "word", note: "3" };
  const entries = [
    [sample(written), `heavy${run.isProse ? ", underlined" : ""}, with a number: written by the model, in the step of that number`],
    [sample({ ...written, note: "3 new", isNew: true }), "ring: just written"],
  ];
  const showsGiven = run.order.slice(run.promptLength).some((identity) => run.tokens.get(identity).given);
  if (showsGiven) entries.push([sample({ kind: "given", text: "word", note: "" }), "plain, without a number: typed, part of the input"]);
  if (run.growth === "unmask") entries.push([sample({ kind: "masked", text: "", note: "" }), "hatched: a masked cell, still to be filled"]);
  const lean = run.growth === "unmask" ? "how likely the best token of the cell is" : "how likely the model is to write there next";
  if (!run.isProse || run.growth === "insert") entries.push([bars, `bar: ${lean}; a full bar stands where the coming step writes`]);
  return entries;
}
