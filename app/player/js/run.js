// What a lane knows: its trace, replayed once so that any moment can be shown at once.

const CLOCKS = {
  tokens: { name: "tokens placed", unit: "token", title: "One tick for each token placed; stopping counts as one." },
  passes: { name: "forward passes", unit: "pass", title: "One tick for each time the network ran." },
  seconds: { name: "seconds", unit: "s", title: "The time each lane took, in slow motion." },
};

class Run {
  /** @param {object} lane a lane of a load command */
  constructor(lane) {
    const { start, vocabulary, steps, ended } = lane.trace;
    this.lane = lane;
    this.growth = start.growth;
    this.vocabulary = vocabulary;
    this.steps = [];
    this.order = start.tokens.map((_, slot) => slot); // identities, in final reading order
    this.limit = start.tokens.length; // identity of the next token
    this.tokens = new Map();
    this.lostAt = null;
    this.differsAt = null; // first step that a lane it is compared with does not share
    this.values = { tokens: [0], passes: [0], seconds: [0] }; // each clock after 0, 1, 2 ... steps
    start.tokens.forEach((token, slot) => {
      const given = this.growth !== "unmask" || token !== 2;
      this.tokens.set(slot, { identity: slot, token, given, isCell: !given, bornAt: 0, filledAt: given ? 0 : Infinity });
    });
    this.promptLength = this.#countPrompt(start);
    for (const step of steps) this.append(step);
    this.ended = ended; // stop or limit; running, while it goes on; stopped, if a reader ended it
    this.isGrowing = false; // whether steps have come since
  }

  /** Tokens of the question, its begin token included; without one, all before the first place to write. */
  #countPrompt(start) {
    const begin = start.tokens.indexOf(BEGIN) + 1;
    if (begin > 0) return begin;
    const open = start.open.indexOf(true) + 1;
    const cell = this.order.findIndex((slot) => !this.tokens.get(slot).given);
    if (this.growth === "unmask") return cell < 0 ? this.order.length : cell;
    return open > 0 && this.growth === "insert" ? open : this.order.length;
  }

  /** Take in one more step. */
  append(step) {
    this.ended = "running";
    this.isGrowing = true;
    this.steps.push(step);
    const made = this.steps.length;
    for (const move of step.moves) this.#apply(move, made);
    if (step.status === "lost" && this.lostAt === null) this.lostAt = made;
    const { tokens, passes, seconds } = this.values;
    tokens.push(tokens.at(-1) + step.moves.length);
    passes.push(step.forward_passes);
    seconds.push(seconds.at(-1) + step.milliseconds / 1000);
  }

  #apply(move, made) {
    if (move.kind === "stop") return;
    if (move.kind === "unmask") {
      Object.assign(this.tokens.get(move.place), { token: move.token, filledAt: made, move });
      return;
    }
    const identity = this.limit++;
    this.order.splice(this.order.indexOf(move.place) + 1, 0, identity);
    this.tokens.set(identity, { identity, token: move.token, given: false, isCell: false, bornAt: made, filledAt: made, move });
  }

  /** No further step comes. The trace itself still says that it was running, if a reader stopped it. */
  halt() {
    if (this.ended === "running") this.ended = "stopped";
  }

  get length() {
    return this.steps.length;
  }

  /** Whether this family ever gives stop a chance. */
  get canStop() {
    return this.growth !== "unmask";
  }

  /** Identities on the canvas after so many steps, in reading order. */
  canvas(made) {
    return this.order.filter((identity) => this.tokens.get(identity).bornAt <= made);
  }

  /** Which step, from 0, was decided on the canvas after so many steps; null if none was. */
  beliefIndex(made) {
    if (made < this.length) return made;
    const isStop = this.steps[made - 1]?.moves[0]?.kind === "stop"; // stopping leaves the canvas as it is
    return isStop ? made - 1 : null;
  }

  /** The belief held of the canvas after so many steps; null when no pass was made on it. */
  belief(made) {
    return this.steps[this.beliefIndex(made)] ?? null;
  }

  /**
   * How much the model leans towards a place: its share, or for a masked cell the probability of the best token there.
   * A masked diffusion model holds all cells equally likely; which one it fills depends on how sure it is of a token.
   */
  lean({ probability, tokens }) {
    return this.growth === "unmask" ? Math.max(0, ...tokens.map(([, p]) => p)) : probability;
  }

  /** The lean towards each place in the belief after so many steps, and the places that the coming step writes to. */
  prospects(made) {
    const belief = this.belief(made);
    const shares = new Map(belief?.places.map((one) => [one.place, this.lean(one)]));
    return { shares, next: new Set(made < this.length ? belief.moves.map(({ place }) => place) : []) };
  }

  /** Solved, solvable or lost after so many steps; null where nobody judged. */
  status(made) {
    return made > 0 ? (this.steps[made - 1].status ?? null) : null;
  }

  /** A token id as text with visible spaces. */
  text(token) {
    return glyphs(token, this.vocabulary);
  }

  /** A token id as a person reads it out in a sentence. */
  word(token) {
    return this.isProse ? prose(token, this.vocabulary) : this.text(token);
  }

  /** Whether its tokens are read as a text. */
  get isProse() {
    return this.lane.reading === "prose";
  }

  /** What stands on a token; in a text its real spaces, where white space can be seen to be there. */
  face({ token, given }) {
    if (!this.isProse) return this.text(token);
    const spelling = this.vocabulary[token] ?? "";
    if (given && /^ +$/.test(spelling)) return spelling;
    if (isSpecial(token) || !spelling.trim()) return this.text(token);
    return `${spelling.startsWith(" ") ? " " : ""}${this.word(token)}`;
  }

  /** What a place shows after so many steps: the token left of a gap, or a masked cell. */
  textAt(identity, made) {
    const entry = this.tokens.get(identity);
    return entry.filledAt > made ? "masked" : this.word(entry.token);
  }

  /** What stands left and right of a token after so many steps, in words. */
  neighbours(identity, made) {
    const canvas = this.canvas(made);
    const slot = canvas.indexOf(identity);
    return [this.#name(canvas, slot - 1, made), this.#name(canvas, slot + 1, made)];
  }

  /** What stands on both sides of the gap after a token, in words. */
  around(identity, made) {
    const canvas = this.canvas(made);
    const slot = canvas.indexOf(identity);
    return [this.#name(canvas, slot, made), this.#name(canvas, slot + 1, made)];
  }

  /** Whether there is a question at all, apart from special tokens. */
  get hasPrompt() {
    return this.order.slice(0, this.promptLength).some((identity) => !isSpecial(this.tokens.get(identity).token));
  }

  /** A quoted token; the prompt is named as a whole; null past the end. */
  #name(canvas, slot, made) {
    if (slot < this.promptLength) return this.hasPrompt ? "the prompt" : "the beginning";
    return slot < canvas.length ? `‘${this.textAt(canvas[slot], made)}’` : null;
  }

  /** Where a token ended up in the answer, from 1. */
  position(identity) {
    const first = this.order.findIndex((one) => !this.tokens.get(one).given);
    return this.order.indexOf(identity) - first + 1;
  }

  /** What a place is called when the run is over: a cell by its number, a gap by the token on its left. */
  placeName(identity) {
    if (this.growth === "unmask") return `cell ${this.cellNumber(identity)}`;
    const isFirst = this.order.indexOf(identity) === this.promptLength - 1;
    return isFirst ? "after the prompt" : `after ‘${this.text(this.tokens.get(identity).token)}’`;
  }

  /** The number of a masked cell, from 1 at the first cell. */
  cellNumber(identity) {
    return this.order.filter((other) => this.tokens.get(other).isCell).indexOf(identity) + 1;
  }
}
