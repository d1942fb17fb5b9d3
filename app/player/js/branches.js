// The branches of the lanes. All their traces stay in the page, so any of them opens at once.

const MOST_LANES = 4;

class Branches {
  /** @param {TracePlayer} player @param {WhatIf|null} whatIf null where nothing can be computed */
  constructor(player, whatIf) {
    this.player = player;
    this.whatIf = whatIf;
    this.lanes = new Map(); // key of a branch -> its lane, as a load command brought it
    this.outlines = new Map(); // key of the first branch -> all of the tree
    this.figures = new Map(); // keys on screen -> their figures
    this.isGrowing = false; // whether a run is adding steps
    this.stops = [];
  }

  /** Keys of the branches on screen. */
  get keys() {
    return this.player.runs.map((run) => run.lane.key);
  }

  /** Remember what a load command brought, and forget branches of other trees. */
  keep({ lanes, figures }) {
    const known = new Map([...this.lanes, ...lanes.map((lane) => [lane.key, lane])]);
    this.outlines = new Map(lanes.filter((lane) => lane.branches).map((lane) => [lane.branches[0].key, lane.branches]));
    const keys = [...this.outlines.values()].flat().map(({ key }) => key);
    this.lanes = new Map(keys.filter((key) => known.has(key)).map((key) => [key, known.get(key)]));
    for (const shown of this.figures.keys()) if (!shown.split(" ").every((key) => this.lanes.has(key))) this.figures.delete(shown);
    if (figures) this.figures.set(lanes.map((lane) => lane.key).join(" "), figures);
    this.isGrowing = false;
  }

  /** Give each lane its tree or, if it is compared with a lane above, what the two do not share. */
  attach(runs, views) {
    for (const run of runs) {
      run.differsAt = null;
      if (!this.isGrowing) run.halt();
    }
    this.stops = [];
    views.forEach((view, index) => {
      const above = runs.findIndex((run) => rootOf(run) && rootOf(run) === rootOf(runs[index]));
      const panel = above >= 0 && above < index ? this.#comparison(runs, above, index) : this.#tree(runs[index], index);
      if (panel) view.element.append(panel);
      if (!this.whatIf) return;
      this.stops[index] = new StopButton(runs[index], this.whatIf);
      view.element.querySelector(".gauge").append(this.stops[index].element);
    });
  }

  /** Follow the clock. */
  draw(made) {
    this.stops.forEach((stop, index) => stop.draw(made[index]));
  }

  /** Show a branch in a lane. */
  #open(index, key) {
    this.#arrange(this.keys.with(index, key));
  }

  /** Show a branch in a lane of its own, under the lane it is compared with. */
  #compare(index, key) {
    if (this.keys.length >= MOST_LANES) return this.#say(index, `At most ${MOST_LANES} lanes can be on screen; close one first.`);
    this.#arrange(this.keys.toSpliced(index + 1, 0, key));
  }

  #arrange(keys) {
    if (this.isGrowing) return this.#say(0, BUSY);
    this.player.rearrange(keys.map((key) => this.lanes.get(key)), this.figures.get(keys.join(" ")) ?? null);
    this.whatIf?.send.arrange();
  }

  #say(index, sentence) {
    if (this.whatIf) Object.assign(this.whatIf, { lane: index }).say(sentence);
  }

  /** The tree of a lane; null while it has but one branch. */
  #tree(run, index) {
    const outline = this.outlines.get(rootOf(run))?.filter(({ key }) => this.lanes.has(key)) ?? [];
    if (outline.length < 2) return null;
    const all = this.outlines.get(rootOf(run));
    const list = (parent) => {
      const items = all.flatMap((branch, number) => (branch.parent === parent ? [this.#item(run, index, branch, number, list)] : []));
      return items.length ? make("ul", {}, ...items) : "";
    };
    const title = `branches of ${run.lane.title.replace(/ branch \d+$/, "")}`;
    return make("nav", { class: "branches", "aria-label": title }, make("p", { class: "name", text: "branches" }), list(null));
  }

  #item(run, index, { key, name }, number, list) {
    const isOpen = run.lane.key === key;
    const isHere = this.lanes.has(key);
    const text = number ? `${number}. ${name}` : name;
    const open = make("button", { type: "button", class: "branch", "aria-current": isOpen ? "true" : null, text, on: { click: () => isOpen || this.#open(index, key) } });
    open.disabled = !isHere;
    const item = make("li", {}, open);
    if (isHere && !this.keys.includes(key)) {
      const compare = wordButton("compare", `Show “${text}” under this lane`, () => this.#compare(index, key));
      compare.setAttribute("aria-label", `compare with ${text}`);
      item.append(compare);
    }
    item.append(list(number));
    return item;
  }

  /** What a lane and the one above it, of the same tree, do not share. */
  #comparison(runs, above, index) {
    const run = runs[index];
    const step = firstOtherStep(runs[above], run);
    const outline = this.outlines.get(rootOf(run));
    const number = outline.findIndex(({ key }) => key === run.lane.key);
    const { name } = outline[number];
    const words = step === null ? "Step for step the same moves as above." : step === 1 ? "Differs from the first step on." : `The same as above up to step ${step - 1}; step ${step} differs.`;
    const panel = make("div", { class: "branches comparison" }, make("p", {}, make("strong", { text: number ? `${number}. ${name}` : name }), make("span", { text: ` ${words}` })));
    if (step !== null) {
      run.differsAt = step;
      runs[above].differsAt = step;
      panel.append(wordButton(`Go to step ${step}`, "The first step that differs", () => this.player.goToStep(index, step)));
    }
    panel.append(wordButton("Close this lane", "The branch stays in the tree", () => this.#arrange(this.keys.toSpliced(index, 1))));
    return panel;
  }
}

/** Key of the branch from which all branches of a lane come. */
function rootOf(run) {
  return run.lane.branches?.[0].key;
}

/** Number of the first step, from 1, at which two runs move differently; null if they never do. */
function firstOtherStep(one, other) {
  const told = (run, index) => JSON.stringify(run.steps[index]?.moves.map(({ kind, place, token }) => [kind, place, token]));
  const last = Math.max(one.length, other.length);
  for (let index = 0; index < last; index++) if (told(one, index) !== told(other, index)) return index + 1;
  return null;
}
