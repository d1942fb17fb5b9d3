// The picture of a puzzle in a lane: its edges and nodes change as the answer grows.

const BOARD_HEIGHT = 300;

class BoardPlot {
  /**
   * @param {HTMLElement} root host of the player
   * @param {number} index number of the lane
   * @param {Run} run
   * @param {Function} pick called with (lane, steps made) on a click
   */
  constructor(root, index, run, pick) {
    const { figure } = run.lane.board;
    this.key = boardKey(run);
    this.run = run;
    this.frame = null;
    this.plot = new Plot(root, `board-${index}`, figure.layout.height ?? BOARD_HEIGHT, ({ pointNumber }) => {
      const made = firstOnBoard(this.run.lane.board.frames, pointNumber);
      if (made !== null) pick(index, made);
    });
  }

  async draw(theme) {
    await this.plot.draw(this.run.lane.board.figure, theme);
    this.frame = null;
  }

  /** Show what stood there after so many steps. */
  async show(made) {
    const { figure, frames } = this.run.lane.board;
    const frame = frames[made];
    if (!this.plot.isDrawn || !frame || this.frame === frame) return;
    this.frame = frame;
    const styles = figure.layout.meta;
    await window.Plotly.restyle(this.plot.div, styled(frame.edges, styles.edges), frame.edges.map((_, edge) => edge));
    const nodes = styled(frame.nodes, styles.nodes);
    for (const name of Object.keys(nodes)) nodes[name] = [nodes[name]]; // one trace, an array for its points
    await window.Plotly.restyle(this.plot.div, nodes, [figure.data.length - 1]);
  }

  remove() {
    this.plot.remove();
  }
}

/** What makes two boards the same picture; null without a board drawn by Plotly. */
function boardKey(run) {
  return run.lane.board?.figure ? JSON.stringify(run.lane.board.figure) : null;
}

/** After how many steps a node was first part of the answer; null if it never was. */
function firstOnBoard(frames, node) {
  const made = frames.findIndex((frame) => frame.nodes[node] > 0);
  return made < 0 ? null : made;
}

/** For each property of the styles, its values over a list of states. */
function styled(states, styles) {
  return Object.fromEntries(Object.keys(styles[0]).map((name) => [name, states.map((state) => styles[state][name])]));
}
