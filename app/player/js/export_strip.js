// A lane's tokens and its slot strip after so many steps, as a drawing, with the step that wrote each token.

const PICTURE_RIGHT = PICTURE_WIDTH - PICTURE_MARGIN;
const DOTTED = "1.5 3";
const DASHED = "5 3";

/** Tokens in boxes, each place between them with its bar; sizes in pixels, as in the style sheet. */
class StripDrawing {
  constructor(run, made) {
    Object.assign(this, { run, made, colour: PAPER_LANES[run.lane.family] ?? PAPER_THEME.ink, ...run.prospects(made) });
    this.size = 16;
    this.noteSize = 11;
    this.height = 36; // of a face
    this.barWidth = 14;
    this.barHeight = 44; // of a bar that stands for 1
  }

  /** Room over a face for a bar and its number. */
  get above() {
    return this.barHeight + 20;
  }

  /** What is to be drawn, in reading order: how wide it is, whether a line may break before it, and its shapes at (x, y). */
  items() {
    const { run, made } = this;
    const inPrompt = new Set(run.order.slice(0, run.promptLength));
    const items = run.hasPrompt ? [this.chip()] : [];
    for (const identity of run.canvas(made)) {
      if (!inPrompt.has(identity)) items.push(this.token(run.tokens.get(identity)));
      if (!run.tokens.get(identity).isCell && this.shares.has(identity)) items.push(this.place(identity));
    }
    return items;
  }

  /** Everything in lines below `top`; gives the shapes and where they end. */
  draw(top) {
    const shapes = [];
    let [x, y] = [PICTURE_MARGIN, top + this.above];
    const makeRoom = (width) => {
      if (x === PICTURE_MARGIN || x + width <= PICTURE_RIGHT) return;
      [x, y] = [PICTURE_MARGIN, y + this.height + 18 + this.above];
    };
    for (const word of unbroken(this.items())) {
      makeRoom(word.reduce((sum, { width }) => sum + width, 0));
      for (const item of word) {
        makeRoom(item.width);
        shapes.push(...item.shapes(x, y));
        x += item.width;
      }
    }
    return { shapes, bottom: y + this.height + 18 };
  }

  /** The prompt, which stays closed. */
  chip() {
    const words = promptWords(this.run);
    const width = textWidth(words, 13) + 24;
    const shapes = (x, y) => [
      makeShape("rect", { x, y, width, height: this.height, rx: 18, fill: "none", stroke: PAPER_INK.soft, "stroke-dasharray": DASHED }),
      textShape(words, x + 12, y + 23, { fill: PAPER_INK.soft }),
    ];
    return { width: width + 6, breaks: true, shapes };
  }

  token(entry) {
    const { run, made } = this;
    const isMasked = entry.filledAt > made;
    const kind = isMasked ? "masked" : isSpecial(entry.token) ? "special" : entry.given ? "given" : "written";
    const notes = isMasked || entry.given ? [] : [String(entry.filledAt), ...(entry.filledAt === made ? ["new"] : []), ...(entry.filledAt === run.differsAt ? ["differs"] : [])];
    const look = { kind, text: isMasked ? "" : run.face(entry), note: notes.join(" "), isNew: notes.includes("new"), isNext: entry.isCell && this.next.has(entry.identity) };
    const width = this.widthOf(look);
    const share = entry.isCell ? this.shares.get(entry.identity) : undefined;
    const shapes = (x, y) => [...this.face(x, y, width, look), ...(share === undefined ? [] : this.bar(x + width / 2, y, share, look.isNext))];
    return { width: width + 2, breaks: this.breaksBefore(look), shapes };
  }

  breaksBefore() {
    return true;
  }

  widthOf({ text, note }) {
    return Math.max(36, textWidth(this.clipped(text), this.size, true) + 14, textWidth(note, this.noteSize, true) + 2);
  }

  /** A token's box; its border and weight tell who wrote it, a ring that it was the last step. */
  face(x, y, width, { kind, text, note, isNew, isNext }) {
    const dashes = { given: DOTTED, masked: DASHED }[kind] ?? "none";
    const fill = kind === "written" ? PAPER_THEME.paper : PAPER_INK.tint;
    const shapes = [
      makeShape("rect", { x, y, width, height: this.height, rx: kind === "special" ? 18 : 7, fill, stroke: isNext ? this.colour : PAPER_INK.soft, "stroke-width": isNext ? 3 : 1.5, "stroke-dasharray": dashes }),
      ...(kind === "masked" ? hatching(x, y, width, this.height) : []),
      textShape(this.clipped(text), x + width / 2, y + 23, { size: this.size, bold: kind === "written", anchor: "middle" }),
      ...this.note(note, x + width / 2, y, isNew),
    ];
    return isNew ? [...shapes, this.ring(x, y, width)] : shapes;
  }

  /** The step that wrote a token, under it. */
  note(text, x, y, isNew) {
    const style = { size: this.noteSize, bold: isNew, fill: isNew ? PAPER_THEME.ink : PAPER_INK.soft, anchor: "middle" };
    return text ? [textShape(text, x, y + this.height + 13, style)] : [];
  }

  ring(x, y, width) {
    return makeShape("rect", { x: x - 1, y: y - 2, width: width + 2, height: this.height + 4, rx: 8, fill: "none", stroke: this.colour, "stroke-width": 3 });
  }

  place(identity) {
    const width = 24;
    const isNext = this.next.has(identity);
    const shapes = (x, y) => [this.stem(x + width / 2, y, isNext), ...this.bar(x + width / 2, y, this.shares.get(identity), isNext)];
    return { width, breaks: false, shapes };
  }

  /** The line between two tokens: heavy where the coming step writes. */
  stem(x, y, isNext) {
    const stroke = isNext ? { stroke: this.colour, "stroke-width": 3 } : { stroke: PAPER_INK.soft, "stroke-width": 2, "stroke-dasharray": "2 3" };
    return makeShape("line", { x1: x, x2: x, y1: y, y2: y + this.height, ...stroke });
  }

  /** A share as a bar with its number, standing on a face at y; solid where the coming step writes. */
  bar(x, y, share, isNext) {
    const height = share > 0 ? Math.max(1, share * this.barHeight) : 0;
    const look = { fill: this.colour, "fill-opacity": isNext ? 1 : 0.45, stroke: this.colour };
    const bar = makeShape("rect", { x: x - this.barWidth / 2, y: y - 4 - height, width: this.barWidth, height, ...look });
    const label = probabilityLabel(share);
    return [...(height ? [bar] : []), ...(label ? [textShape(label, x, y - 8 - height, { size: 11, anchor: "middle" })] : [])];
  }

  /** A text that is no wider than a line. */
  clipped(text) {
    const [first, ...rest] = textLines(text, this.size, PICTURE_RIGHT - PICTURE_MARGIN - 40);
    return rest.length && text.trim() ? `${first}…` : text;
  }
}

/** Tokens that are read as text: written ones underlined and heavier, typed ones plain. */
class ProseDrawing extends StripDrawing {
  constructor(run, made) {
    super(run, made);
    Object.assign(this, { size: 17, noteSize: 10, height: 24, barWidth: 8, barHeight: 18 });
  }

  get above() {
    return this.run.growth === "insert" ? super.above : 8;
  }

  /** A line breaks where the text has a space. */
  breaksBefore({ text }) {
    const isAfterSpace = this.endedInSpace;
    this.endedInSpace = text.endsWith(" ");
    return isAfterSpace || text.startsWith(" ");
  }

  widthOf({ kind, text, note }) {
    if (kind === "masked") return 24;
    const room = kind === "special" ? textWidth(text, 12) + 12 : textWidth(this.clipped(text), this.size, kind === "written");
    return Math.max(room, textWidth(note, this.noteSize, true) + 2);
  }

  face(x, y, width, look) {
    if (look.kind === "masked") return super.face(x + 1, y, width - 2, look);
    const { kind, text, note, isNew } = look;
    const isWritten = kind !== "given" && note;
    const start = x + (text.startsWith(" ") ? textWidth(" ", this.size, kind === "written") : 0);
    const middle = (start + x + width) / 2;
    const line = makeShape("line", { x1: start, x2: x + width, y1: y + 23, y2: y + 23, stroke: this.colour, "stroke-width": 2 });
    const box = makeShape("rect", { x: x + 1, y: y + 1, width: width - 2, height: 20, rx: 9, fill: PAPER_INK.tint, stroke: PAPER_INK.soft });
    const words = kind === "special" ? [box, textShape(text, x + width / 2, y + 15, { size: 12, anchor: "middle" })] : [textShape(this.clipped(text).trim(), middle, y + 17, { size: this.size, bold: kind === "written", anchor: "middle" })];
    const ring = isNew ? [this.ring(start - 1, y, x + width - start + 2)] : [];
    return [...words, ...(isWritten && !isNew ? [line] : []), ...ring, ...this.note(note, middle, y, isNew)];
  }

  place(identity) {
    const { growth } = this.run;
    const share = this.shares.get(identity);
    const isNext = this.next.has(identity);
    const { given } = this.run.tokens.get(identity);
    const width = growth === "insert" && probabilityLabel(share) ? 24 : given || growth === "append" ? 10 : 6;
    const shapes = (x, y) => [
      ...(given || isNext || growth === "append" ? [this.stem(x + width / 2, y, isNext || growth === "append")] : []),
      ...(growth === "insert" ? this.bar(x + width / 2, y, share, isNext) : []), // the gauge says what the end is worth
    ];
    return { width, breaks: false, shapes };
  }
}

/** Items in groups that a line does not break. */
function unbroken(items) {
  const words = [];
  for (const item of items) {
    if (item.breaks || !words.length) words.push([]);
    words.at(-1).push(item);
  }
  return words;
}

/** Slanted lines that fill a box. */
function hatching(x, y, width, height) {
  const lines = [];
  for (let start = 8 - height; start < width; start += 8) {
    const [from, to] = [Math.max(0, start), Math.min(width, start + height)];
    lines.push(makeShape("line", { x1: x + from, y1: y + height - (from - start), x2: x + to, y2: y + height - (to - start), stroke: PAPER_INK.line, "stroke-width": 1.5 }));
  }
  return lines;
}
