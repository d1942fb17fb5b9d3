// One lane: who writes, what stands there, how sure it is.

const STATUS_WORDS = {
  solvable: ["◌", "still solvable"],
  solved: ["✔", "solved"],
  lost: ["✖", "lost"],
};

const BOARD_KEYS = { right: "on the path", wrong: "wrong turn" };
const METERS = { // name and explanation of each number
  step: ["step", null],
  passes: ["forward passes", "How often the network has run."],
  p: ["last move p", "How likely the last move was; where it filled a masked cell, how likely the token was there. Rank 1 is the likeliest of all possible moves."],
  entropy: ["entropy now", "How undecided the model is about its next move: 0 nats if it is certain, 0.69 before a toss-up between two moves, more for more of them."],
};
const STOP_WORDS = { name: "stop now", never: "cannot; ends with its last mask" };

class LaneView {
  /**
   * @param {Run} run
   * @param {number} index
   * @param {string} prefix start of the DOM ids
   * @param {Details} details
   * @param {Clock} clock
   */
  constructor(run, index, prefix, details, clock) {
    this.run = run;
    this.clock = clock;
    const Kind = run.isProse ? ProseStrip : Strip;
    this.strip = new Kind(run, `${prefix}-lane${index}`, details, clock);
    this.sentence = make("p", { class: "sentence" });
    const meters = this.#meters();
    const news = make("div", { class: "news" }, this.status, this.sentence);
    const work = make("div", { class: "work" }, this.strip.element, news, meters);
    const body = make("div", { class: "body" }, work);
    this.grid = run.lane.board?.grid ? new GridBoard(run) : null;
    if (run.lane.board) body.append(this.#board(index));
    const title = `${run.lane.title}, ${run.lane.source}`;
    this.element = make("article", { class: "lane", "data-family": run.lane.family, "aria-label": `lane ${index + 1}: ${title}` }, this.#header(), body);
  }

  #header() {
    const { lane } = this.run;
    const facts = [lane.checkpoint, lane.sha256, `seed ${lane.seed}`, lane.settings].filter(Boolean).join(" · ");
    const words = FAMILY_WORDS[lane.family] ?? "";
    return make(
      "header",
      {},
      make("h2", {}, make("span", { class: "mark", "aria-hidden": "true" }), make("span", { text: lane.title })),
      make("p", { class: "caption", text: words }),
      ...(lane.note ? [make("p", { class: "note", text: lane.note })] : []),
      make("p", { class: "facts" }, make("span", { class: `badge ${lane.source === "live" ? "live" : "stored"}`, text: lane.source }), make("span", { text: facts })),
    );
  }

  #meters() {
    const { run } = this;
    this.fill = make("span", { class: "fill" });
    const track = make("span", { class: "track" }, this.fill);
    const threshold = thresholdOf(run);
    if (threshold !== null) {
      const mark = make("span", { class: "threshold", title: `stops at p ≥ ${threshold}` });
      mark.style.left = `${100 * threshold}%`;
      track.append(mark);
    }
    this.stop = make("span", { class: "number" });
    const never = make("span", { class: "no-stop", text: STOP_WORDS.never });
    this.gauge = make("div", { class: "gauge" }, make("span", { class: "name", text: STOP_WORDS.name }), ...(run.canStop ? [track, this.stop] : [never]));
    this.numbers = {};
    const cells = Object.entries(METERS).map(([key, [name, title]]) => {
      this.numbers[key] = make("span", { class: "number" });
      return make("div", { class: `meter meter-${key}`, title }, make("span", { class: "name", text: name }), this.numbers[key]);
    });
    this.statusMark = make("span", { class: "status-mark", "aria-hidden": "true" });
    this.statusWord = make("span");
    this.status = make("div", { class: "status", hidden: "" }, this.statusMark, this.statusWord);
    return make("div", { class: "meters" }, this.gauge, ...cells);
  }

  /** The picture of the puzzle, which Plotly draws unless it is a grid, and its table. */
  #board(index) {
    const key = (kind, text) => [make("span", { class: `key ${kind}` }), make("span", { text })];
    const keys = make("figcaption", {}, ...Object.entries(BOARD_KEYS).flatMap(([kind, text]) => key(kind, text)));
    const chart = this.grid?.element ?? make("slot", { name: `board-${index}` });
    this.table = new TableView(`Board of ${this.run.lane.title}`, chart, () => boardTable(this.run), (made) => {
      this.clock.pause();
      this.clock.seekStep(this.run, made);
    });
    const { holder, button } = this.table;
    return this.grid ? make("figure", { class: "board grid-board" }, chart, holder, button) : make("figure", { class: "board plot-board" }, chart, holder, keys, button);
  }

  /** Take in the step that the run has just got. */
  grow() {
    this.strip.grow();
    this.table?.refresh();
  }

  /** Show the run after so many steps. */
  draw(made, animate) {
    const { run } = this;
    this.strip.draw(made, animate);
    this.grid?.draw(made);
    const belief = run.belief(made);
    const last = made > 0 ? run.steps[made - 1] : null;
    setAttribute(this.gauge, "data-probability", belief?.stop ?? null);
    this.fill.style.transform = `scaleX(${belief?.stop ?? 0})`;
    setText(this.stop, probabilityWords(belief?.stop));
    setText(this.numbers.step, `${made} / ${run.length}${run.isGrowing ? " …" : ""}`);
    setText(this.numbers.passes, String(last?.forward_passes ?? 0));
    setText(this.numbers.p, lastMoveWords(last));
    setText(this.numbers.entropy, entropyWords(belief));
    setText(this.sentence, stepSentence(run, made));
    this.table?.mark(made);
    this.#drawStatus(made);
  }

  #drawStatus(made) {
    const status = this.run.status(made);
    this.status.hidden = status === null;
    if (status === null) return;
    const [mark] = STATUS_WORDS[status];
    setAttribute(this.status, "data-status", status);
    setText(this.statusMark, mark);
    setText(this.statusWord, statusWords(this.run, made));
  }
}

/** The probability from which on a run stops; null where it has no such limit. */
function thresholdOf(run) {
  const threshold = run.lane.trace.recipe.settings.stop_threshold;
  return run.canStop && typeof threshold === "number" ? threshold : null;
}

/** What a puzzle is worth after so many steps, in words; empty where nobody judged. */
function statusWords(run, made) {
  const status = run.status(made);
  return status === "lost" ? `lost at step ${run.lostAt}` : (STATUS_WORDS[status]?.[1] ?? "");
}

/** How undecided a belief is. */
function entropyWords(belief) {
  return belief ? `${belief.entropy.toFixed(2)} nats` : "–";
}

/** Probability and rank of a step's move; the least likely one where there are several. */
function lastMoveWords(step) {
  if (!step?.moves.length) return "–";
  const least = step.moves.reduce((low, move) => (moveProbability(move) < moveProbability(low) ? move : low));
  const many = step.moves.length > 1 ? "least " : "";
  return `${many}${probabilityWords(moveProbability(least))}, rank ${least.rank}`;
}
