// One Plotly figure in a slot of the player. It stands in the light DOM, because plotly.js
// puts its style sheet into the document.

const PLOTLY_CONFIG = { displayModeBar: false, displaylogo: false, showTips: false, doubleClick: "reset" };

class Plot {
  /**
   * @param {HTMLElement} root host of the player
   * @param {string} name of the slot
   * @param {number} height in pixels
   * @param {Function} pick called with the point of a click
   */
  constructor(root, name, height, pick) {
    this.pick = pick;
    this.shapes = [];
    this.div = make("div", { slot: name, class: "trace-player-figure" });
    this.div.style.height = `${height}px`;
    this.div.style.width = "100%";
    root.append(this.div);
    this.observer = new ResizeObserver(() => this.#fit());
  }

  get isDrawn() {
    return Boolean(this.div._fullLayout);
  }

  /** Draw a figure, or change what is drawn into it; what `mark` marked stays marked. */
  async draw(figure, theme) {
    const isFirst = !this.isDrawn;
    const { data, layout } = themed(figure, theme);
    const { clientHeight: height } = this.div; // measured once: autosize would measure at every step
    const width = this.div.clientWidth || this.div._fullLayout?.width;
    await window.Plotly.react(this.div, data, { ...layout, shapes: this.shapes, autosize: false, width, height }, PLOTLY_CONFIG);
    if (!isFirst) return;
    this.div.on("plotly_click", ({ points: [point] }) => this.pick(point));
    this.observer.observe(this.div);
  }

  /** Draw lines or boxes that tell where the clock stands. */
  async mark(shapes) {
    this.shapes = shapes;
    if (this.isDrawn) await window.Plotly.relayout(this.div, { shapes });
  }

  #fit() {
    const { clientWidth: width } = this.div;
    if (!this.div.isConnected) this.observer.disconnect();
    else if (width && this.div._fullLayout.width !== width) window.Plotly.relayout(this.div, { width });
  }

  remove() {
    this.observer.disconnect();
    window.Plotly?.purge(this.div);
    this.div.remove();
  }
}

/**
 * A copy of a figure in the colours of the page.
 * @param {object} figure Plotly's data and layout; `meta` of a trace tells which lane it is of, or that it is the ground
 * @param {object} theme ink; paper; colour of each lane; scale of probabilities
 */
function themed(figure, theme) {
  const { data, layout } = structuredClone(figure);
  layout.font = { ...layout.font, color: theme.ink };
  for (const trace of data) {
    const colour = theme.lanes[trace.meta?.lane];
    if (trace.meta?.isGround) trace.marker.color = theme.paper;
    else if (trace.type === "heatmap") trace.colorscale = theme.scale;
    else if (colour) {
      trace.line.color = colour;
      trace.marker.color = colour;
    }
  }
  return { data, layout };
}

/** plotly.js, fetched when it is first needed; false if it cannot be had. All players of a page wait for one script. */
async function plotlyFrom(source) {
  if (window.Plotly) return true;
  if (!source) return false;
  const script = document.querySelector("script[data-trace-player]") ?? make("script", { src: source, "data-trace-player": "" });
  script.arrival ??= new Promise((resolve) => {
    script.addEventListener("load", resolve);
    script.addEventListener("error", resolve);
    document.head.append(script);
  });
  await script.arrival;
  if (!window.Plotly) script.remove(); // whoever needs it next asks anew
  return Boolean(window.Plotly);
}
