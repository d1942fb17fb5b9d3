// A chart or board that Plotly drew, as a drawing.

const PLOT_HEIGHT = 540; // pixels

/** A plot as it stands now, in the colours of white paper: its shape, which begins at `top`, and where it ends. */
async function plotDrawing(div, runs, top) {
  const theme = { ...PAPER_THEME, lanes: runs.map((run) => PAPER_LANES[run.lane.family]) };
  const { data, layout } = themed({ data: div.data, layout: div.layout }, theme);
  const size = { width: PICTURE_WIDTH, height: PLOT_HEIGHT };
  const shapes = (layout.shapes ?? []).map((shape) => ({ ...shape, line: { ...shape.line, color: theme.ink } }));
  const paper = { ...size, shapes, autosize: false, paper_bgcolor: theme.paper, plot_bgcolor: theme.paper, margin: { l: 70, r: PICTURE_MARGIN, t: 40, b: 70 } };
  const text = await window.Plotly.toImage({ data, layout: { ...layout, ...paper } }, { ...size, format: "svg", imageDataOnly: true });
  const shape = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  shape.setAttribute("y", top);
  return { shapes: [shape], bottom: top + PLOT_HEIGHT };
}

/** The board of a lane after so many steps: its step, the picture, and what the marks on it mean. */
async function boardDrawing(board, run, made, top) {
  await board.show(made);
  const moment = momentShapes(run, made, top);
  const picture = await plotDrawing(board.plot.div, [run], moment.bottom);
  const [, right, wrong] = run.lane.board.figure.layout.meta.edges;
  const key = (style, words, x) => [
    makeShape("line", { x1: x, x2: x + 34, y1: picture.bottom + 12, y2: picture.bottom + 12, stroke: style["line.color"], "stroke-width": 4.5, "stroke-dasharray": style["line.dash"] === "solid" ? "none" : "6 4" }),
    textShape(words, x + 42, picture.bottom + 16),
  ];
  const keys = [...key(right, BOARD_KEYS.right, PICTURE_MARGIN), ...key(wrong, BOARD_KEYS.wrong, PICTURE_MARGIN + 300)];
  const told = linesShape(run.lane.board.frames[made].words, PICTURE_MARGIN, picture.bottom + 22, { fill: PAPER_INK.soft });
  return { shapes: [...moment.shapes, ...picture.shapes, ...keys, ...told.shapes], bottom: told.bottom + 8 };
}
