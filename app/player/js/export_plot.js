// A chart or board that Plotly drew, as a drawing.

const PAPER_LANES = { ilm: "#0072b2", mdm: "#cc79a7", arm: "#333333", it: "#7a4f00" };
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
