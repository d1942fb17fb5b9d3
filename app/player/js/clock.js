// The one clock: every lane shows the last of its steps that is not later than the clock.

const TICK_SECONDS = 0.7; // at speed 1

class Clock extends EventTarget {
  constructor() {
    super();
    this.runs = [];
    this.kind = "tokens";
    this.speed = 1;
    this.tick = 0;
    this.ticks = [0];
    this.isPlaying = false;
    this.isDragged = false; // since the last drawing
  }

  /** Show other runs; keeps the clock's kind. */
  setRuns(runs) {
    this.runs = runs;
    this.refresh();
  }

  /** Work out the ticks again, after a run has grown; stays at the end if it was there. */
  refresh() {
    const wasAtEnd = this.isAtEnd;
    const values = new Set([0]);
    for (const run of this.runs) for (const value of run.values[this.kind]) values.add(value);
    this.ticks = [...values].sort((left, right) => left - right);
    this.seek(wasAtEnd ? this.last : this.tick);
  }

  get last() {
    return this.ticks.length - 1;
  }

  get isAtEnd() {
    return this.tick >= this.last;
  }

  get value() {
    return this.ticks[this.tick];
  }

  /** How many steps a run has made by now. */
  made(run) {
    const values = run.values[this.kind];
    let low = 0;
    let high = values.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (values[middle] <= this.value) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Go to a tick; out of range means the nearest end. */
  seek(tick) {
    this.tick = Math.max(0, Math.min(this.last, Math.round(tick)));
    this.dispatchEvent(new Event("tick"));
  }

  /** Go to the moment when a run has made so many steps. */
  seekStep(run, made) {
    const value = run.values[this.kind][Math.max(0, Math.min(run.length, made))];
    this.seek(this.ticks.indexOf(value));
  }

  /** Count time another way; the given run keeps its step. */
  setKind(kind, run) {
    const made = run ? this.made(run) : 0;
    const atEnd = this.isAtEnd;
    this.kind = kind;
    this.refresh();
    if (run && !atEnd) this.seekStep(run, made);
  }

  /** Start to play, from the beginning if it has ended. */
  play() {
    if (this.isPlaying || this.last === 0) return;
    if (this.isAtEnd) this.seek(0);
    this.isPlaying = true;
    this.dispatchEvent(new Event("play"));
    let before = performance.now();
    let due = this.#interval();
    const frame = (now) => {
      if (!this.isPlaying) return;
      due -= ((now - before) / 1000) * this.speed;
      before = now;
      let tick = this.tick;
      while (due <= 0 && tick < this.last) due += this.#interval(++tick);
      if (tick !== this.tick) this.seek(tick);
      if (this.isAtEnd) this.pause();
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  pause() {
    if (!this.isPlaying) return;
    this.isPlaying = false;
    this.dispatchEvent(new Event("play"));
  }

  /** Seconds from a tick to the next at speed 1. Seconds of a run keep their proportions. */
  #interval(tick = this.tick) {
    if (this.kind !== "seconds" || tick >= this.last) return TICK_SECONDS;
    return ((this.ticks[tick + 1] - this.ticks[tick]) / this.ticks[this.last]) * TICK_SECONDS * this.last;
  }

  /** The moment in words, such as "3 of 10 tokens". */
  words() {
    const last = this.ticks[this.last];
    if (this.kind === "seconds") return `${this.value.toFixed(2)} of ${last.toFixed(2)} s`;
    return `${this.value} of ${counted(last, CLOCKS[this.kind].unit)}`;
  }
}
