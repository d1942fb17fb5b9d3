// The grid of a zebra puzzle at one step, as a drawing made here, since Plotly knows nothing of it.

const GRID_NAMES = 110; // width of the names of the rows
const GRID_WIDTH = 560; // with those names
const FACT_HEIGHT = 44;
const CLUE_SIZE = 13;
const CLUE_LINE = 18;

/** A lane's grid after so many steps: its shapes, which begin at `top`, and where they end. */
function gridDrawing(run, made, top) {
  const { grid, frames } = run.lane.board;
  const moment = momentShapes(run, made, top);
  const { shapes, bottom } = gridShapes(run, frames[made], moment.bottom);
  const clues = clueShapes(grid, frames[made], PICTURE_MARGIN + GRID_WIDTH + 32, moment.bottom + 14);
  const notes = [gridCaption(grid), writingWords(run, made)].filter(Boolean).flatMap((note) => textLines(note, 12, GRID_WIDTH));
  const lines = notes.map((note, index) => textShape(note, PICTURE_MARGIN, bottom + 20 + index * 16, { size: 12, fill: PAPER_INK.soft }));
  return { shapes: [...moment.shapes, ...shapes, ...lines, ...clues.shapes], bottom: Math.max(bottom + 20 + notes.length * 16, clues.bottom) + 12 };
}

/** Heads, rows and facts; gives the shapes and where they end. */
function gridShapes(run, frame, top) {
  const { grid } = run.lane.board;
  const width = (GRID_WIDTH - GRID_NAMES) / grid.houses;
  const left = (house) => PICTURE_MARGIN + GRID_NAMES + house * width;
  const shapes = Array.from({ length: grid.houses }, (_, house) => textShape(`house ${house + 1}`, left(house) + width / 2, top + 14, { anchor: "middle", fill: PAPER_INK.soft }));
  const facts = datedFacts(run, frame);
  let bottom = top + 22;
  grid.rows.forEach((name, row) => {
    const cells = Array.from({ length: grid.houses }, (_, house) => [
      ...facts.filter((fact) => fact.row === row && fact.house === house),
      ...frame.begun.filter(([begunRow, begunHouse]) => begunRow === row && begunHouse === house).map(() => null),
    ]);
    const height = Math.max(1, ...cells.map((cell) => cell.length)) * (FACT_HEIGHT + 4) + 4;
    shapes.push(textShape(name, PICTURE_MARGIN, bottom + height / 2 + 4, { fill: PAPER_INK.soft }));
    cells.forEach((cell, house) => {
      shapes.push(makeShape("rect", { x: left(house), y: bottom, width, height, fill: "none", stroke: PAPER_INK.line }));
      cell.forEach((fact, index) => shapes.push(...factShapes(grid, fact, left(house) + 4, bottom + 4 + index * (FACT_HEIGHT + 4), width - 8)));
    });
    bottom += height;
  });
  return { shapes, bottom };
}

/** A fact in its box, with its place in the order of writing; null stands for one that has no value yet. */
function factShapes(grid, fact, x, y, width) {
  const [word, sign] = fact ? VERDICTS[fact.isRight] : ["placed", ""];
  const dashes = { wrong: "6 4", right: "none", placed: fact ? "none" : "2 3" }[word];
  const box = makeShape("rect", { x, y, width, height: FACT_HEIGHT, rx: 6, fill: PAPER_THEME.paper, stroke: PAPER_INK[word], "stroke-width": 2, "stroke-dasharray": dashes });
  if (!fact) return [box, textShape("…", x + width / 2, y + 26, { anchor: "middle" })];
  return [
    box,
    textShape(grid.values[fact.row][fact.value], x + width / 2, y + 19, { size: 14, bold: true, anchor: "middle" }),
    textShape(String(fact.order), x + 8, y + 37, { size: 12, fill: PAPER_INK.soft }),
    textShape(sign, x + width - 8, y + 37, { bold: true, fill: PAPER_INK[word], anchor: "end" }),
  ];
}

/** The clues, each with the sign of its state; gives the shapes and where they end. */
function clueShapes(grid, frame, left, top) {
  const fill = { satisfied: PAPER_INK.right, open: PAPER_THEME.ink, violated: PAPER_INK.wrong };
  const shapes = [textShape(tallyWords(frame), left, top, { fill: PAPER_INK.soft })];
  let bottom = top + 8;
  grid.clues.forEach(({ sentence }, index) => {
    const state = frame.clues[index];
    textLines(sentence, CLUE_SIZE, PICTURE_WIDTH - PICTURE_MARGIN - left - 20).forEach((line, number) => {
      bottom += CLUE_LINE;
      if (!number) shapes.push(textShape(CLUE_MARKS[state], left, bottom, { size: CLUE_SIZE, bold: true, fill: fill[state] }));
      shapes.push(textShape(line, left + 20, bottom, { size: CLUE_SIZE, fill: fill[state] }));
    });
    bottom += 3;
  });
  return { shapes, bottom };
}
