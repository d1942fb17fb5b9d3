// What a screen reader is told.

const ANNOUNCE_MILLISECONDS = 3000; // about as long as a sentence takes to be read out

class Announcer {
  constructor() {
    this.element = make("p", { class: "announcement", "aria-live": "polite", "aria-atomic": "true" });
    this.toldAt = -Infinity;
  }

  /**
   * Tell of the present moment.
   * @param {string} sentence
   * @param {boolean} isMoving the next moment comes by itself: then only one is told now and then
   */
  tell(sentence, isMoving) {
    const now = performance.now();
    if (isMoving && now - this.toldAt < ANNOUNCE_MILLISECONDS) return;
    this.toldAt = now;
    setText(this.element, sentence);
  }
}

/** A step in one sentence, and what it did to the puzzle, where that changed. */
function announcement(run, made) {
  const status = run.status(made);
  const isNews = status && status !== "solvable" && (made === 1 || run.status(made - 1) !== status);
  return isNews ? `${stepSentence(run, made)} The puzzle is ${statusWords(run, made)}.` : stepSentence(run, made);
}
