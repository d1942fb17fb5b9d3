// Runs on one text, a row each. All text goes in through textContent.
const root = element.querySelector(".variants");
const SPECIAL_WORDS = { "[PAD]": "⟨pad⟩", "[EOS]": "⟨end⟩", "[MASK]": "" };
const JUDGES = { ngram: "n-gram judge", arm: "ARM judge" };

function make(tag, text, kind) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

/** What stands on a canvas; special tokens and cells still masked are counted off one by one. */
function writing(pieces) {
  const cell = make("td", undefined, "writing");
  for (const [text, kind] of pieces) {
    const piece = make("span", kind === "typed" || kind === "written" ? text : (SPECIAL_WORDS[text] ?? text), kind);
    if (kind === "masked") {
      piece.setAttribute("role", "img"); // what has no role and no text may not be named
      piece.setAttribute("aria-label", "masked cell");
    }
    cell.append(piece);
  }
  return cell;
}

/** Measured numbers, each with a bar, so that the column reads as a curve. */
function numbers(measured, most) {
  const cell = make("td", undefined, "measured");
  for (const [name, value] of Object.entries(measured)) {
    const bar = make("span", undefined, "amount");
    bar.style.width = `${(100 * value) / most}%`;
    cell.append(make("span", `${value.toFixed(2)} · ${JUDGES[name] ?? name}`), bar);
  }
  return cell;
}

function draw() {
  root.replaceChildren();
  if (!props.value) return;
  const { key, caption, rows } = JSON.parse(props.value);
  const table = make("table");
  const all = rows.flatMap((row) => Object.values(row.measured));
  const names = ["run", "passes", "text", ...(all.length ? ["NLL per token"] : []), "in the player"];
  const head = make("tr");
  for (const name of names) {
    const title = make("th", name);
    title.scope = "col";
    head.append(title);
  }
  table.append(make("caption", caption), make("thead"), make("tbody"));
  table.tHead.append(head);
  rows.forEach((row, index) => {
    const line = make("tr");
    const title = make("th", row.title);
    title.scope = "row";
    const show = make("button", "Show");
    show.type = "button";
    show.setAttribute("aria-label", `Show ${row.title} in the player`);
    show.addEventListener("click", () => trigger("pick", { key, row: index }));
    const last = make("td");
    last.append(show);
    const passes = make("td", String(row.passes), "passes");
    passes.dataset.unit = row.passes === 1 ? "pass" : "passes"; // seen where there is no heading
    line.append(title, passes, writing(row.pieces));
    if (all.length) line.append(numbers(row.measured, Math.max(...all)));
    line.append(last);
    table.tBodies[0].append(line);
  });
  root.append(table);
}

watch("value", draw);
draw();
