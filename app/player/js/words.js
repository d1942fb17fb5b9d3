// How tokens, numbers and moves are put into words. Pure functions.

const SPECIAL_GLYPHS = ["⟨pad⟩", "⟨cls⟩", "⟨mask⟩", "⟨end⟩", "⟨begin⟩", "⟨sep⟩", "⟨unknown⟩"];
const VISIBLE_SIGNS = { " ": "␣", "\n": "⏎", "\r": "␍", "\t": "⇥" };

const FAMILY_WORDS = {
  ilm: "insertion language model: inserts into any gap, and decides itself when to stop",
  mdm: "masked diffusion model: fills masked cells in any order; their number was fixed beforehand",
  arm: "autoregressive model: appends at the end only, left to right, until its end token",
  it: "insertion transformer: inserts anywhere; each gap says when it is finished",
};

const MOST_NAMED = 4; // tokens of one step that a sentence names
const MOVE_WORDS = { insert: "inserted", unmask: "unmasked", append: "appended", stop: "stopped" };

const BEGIN = 4; // the special token between question and answer

/** Whether a token is one of the seven that stand for no text. */
function isSpecial(token) {
  return token < SPECIAL_GLYPHS.length;
}

/** A token with spaces, line ends and control characters made visible. */
function glyphs(token, vocabulary) {
  if (isSpecial(token)) return SPECIAL_GLYPHS[token];
  const spelling = vocabulary[token] ?? `#${token}`;
  if (spelling === "") return "⟨empty⟩";
  return Array.from(spelling, visibleCharacter).join("");
}

/** A character, or a sign in place of one that cannot be seen. */
function visibleCharacter(character) {
  if (character in VISIBLE_SIGNS) return VISIBLE_SIGNS[character];
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zs}\p{Zl}\p{Zp}]/u.test(character)) {
    return `⟨${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
  }
  return character;
}

/** A word piece without the space before it; a piece that is nothing but white space shows as signs. */
function prose(token, vocabulary) {
  const spelling = vocabulary[token] ?? "";
  return isSpecial(token) || !spelling.trim() ? glyphs(token, vocabulary) : glyphs(token, { [token]: spelling.replace(/^ /, "") });
}

/** A probability in words: three decimals, and never a false 0 or 1, since those of a trace are rounded. */
function probabilityWords(value) {
  if (value === null || value === undefined) return "–";
  if (value < 0.0005) return "< 0.001";
  if (value >= 0.9995) return "> 0.999";
  return value.toFixed(3);
}

/** A probability in the two or three characters that fit above a bar; empty if too small. */
function probabilityLabel(value) {
  if (value < 0.045) return "";
  return value >= 0.995 ? "1" : value.toFixed(2).slice(1);
}

/** "1 token", "2 tokens". */
function counted(count, word) {
  return `${count} ${word}${count === 1 ? "" : word.endsWith("s") ? "es" : "s"}`;
}

/** Words in a row: "a, b and c". */
function listed(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** How likely a move was; for a masked cell the token in that cell, for the reason that `Run.lean` gives. */
function moveProbability(move) {
  return move.kind === "unmask" ? (move.token_probability ?? move.probability) : move.probability;
}

/** One sentence that says what a run did at a step. */
function stepSentence(run, made) {
  const title = run.lane.title;
  if (made === 0) return `${title} has ${run.hasPrompt ? "the prompt and has " : ""}not moved yet.`;
  const step = run.steps[made - 1];
  const stop = run.canStop ? `, stop ${probabilityWords(step.stop)}` : "";
  const first = step.moves[0];
  if (!first) return `Step ${made}, ${title} made no move${stop}.`;
  const imposed = step.forced ? " (forced)" : "";
  if (first.kind === "stop") return `Step ${made}, ${title} stopped${imposed}, p ${probabilityWords(first.probability)}.`;
  const placed = step.moves.map((move) => `‘${run.word(move.token)}’ ${placeWords(run, move, made)}`);
  const shown = placed.length > MOST_NAMED ? [...placed.slice(0, MOST_NAMED), `${placed.length - MOST_NAMED} more`] : placed;
  const least = Math.min(...step.moves.map(moveProbability));
  const p = `${placed.length > 1 ? "least " : ""}p ${probabilityWords(least)}`;
  return `Step ${made}, ${title} ${MOVE_WORDS[first.kind]} ${listed(shown)}${imposed}, ${p}${stop}.`;
}

/** Where a move put its token. */
function placeWords(run, move, made) {
  if (move.kind === "unmask") return `in cell ${run.cellNumber(move.place)}`;
  const [left, right] = run.neighbours(move.identity, made);
  if (move.kind === "append" || right === null) return left === null ? "first" : `after ${left}`;
  return left === null ? `before ${right}` : `between ${left} and ${right}`;
}
