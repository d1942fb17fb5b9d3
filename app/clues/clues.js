// The clue editor: each clue as a sentence beside its tokens; the tokens are the value.
const find = (selector) => element.querySelector(selector);
const text = find("textarea");
const tools = Object.fromEntries([...element.querySelectorAll("[data-tool]")].map((tool) => [tool.dataset.tool, tool]));
const MARKS = { one: "✓", several: "◐", none: "✗" };
const HINTS = {
  one: "Each of these is true of the solution.",
  several: "Each of these is true of one of the solutions; the first ones rule out another.",
  none: "There is no solution that a clue could be true of.",
};

let shown = null; // the text that is on screen
let undone = []; // earlier texts, newest last
const sentences = new Map(); // English by clue tokens; kept, since a clue always says the same

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// Clues of a text, each as its tokens; a last one may be unfinished.
function cluesOf(value) {
  return value.split("CLUE_END").map((part, index, all) => {
    const tokens = part.split(/\s+/).filter(Boolean);
    return index < all.length - 1 ? [...tokens, "CLUE_END"].join(" ") : tokens.join(" ");
  }).filter(Boolean);
}

function drawClue(tokens, index) {
  const number = index + 1;
  const sentence = make("p", { class: "sentence" }, sentences.get(tokens) ?? "");
  const remove = make("button", { type: "button", "aria-label": `Remove clue ${number}`, title: `Remove clue ${number}` }, "×");
  remove.addEventListener("click", () => removeClue(index));
  return make("li", {}, make("div", { class: "clue" }, sentence, make("code", {}, tokens)), remove);
}

function drawOffer(tokens) {
  const button = make("button", { type: "button" }, make("span", { "aria-hidden": "true" }, "+ "), sentences.get(tokens) ?? tokens);
  button.addEventListener("click", () => change([...cluesOf(text.value), tokens].join(" "), `Added: ${sentences.get(tokens)}`));
  return make("li", {}, button);
}

function draw() {
  const reading = JSON.parse(props.reading || "{}");
  for (const [tokens, sentence] of Object.entries(reading.sentences ?? {})) sentences.set(tokens, sentence);
  find(".introduction").textContent = reading.introduction ?? "";
  find(".clues").replaceChildren(...cluesOf(text.value).map(drawClue));
  const verdict = find(".verdict");
  const said = props.problem ? "" : (reading.verdict ?? "");
  verdict.dataset.solutions = reading.solutions ?? "";
  verdict.replaceChildren(...(said ? [make("span", { class: "mark", "aria-hidden": "true" }, MARKS[reading.solutions]), said] : []));
  const offers = reading.offers ?? [];
  find(".offers ul").replaceChildren(...offers.map(drawOffer));
  find(".offers .hint").textContent = HINTS[reading.solutions] ?? "Mend the clues first.";
  tools.undo.disabled = undone.length === 0;
  find(".problem").textContent = props.problem ?? "";
  shown = text.value;
}

// Take a new text, from whatever control.
function change(value, sentence) {
  undone.push(shown);
  text.value = value;
  props.value = value;
  find(".said").textContent = sentence;
  draw();
}

function removeClue(index) {
  const clues = cluesOf(text.value);
  const [gone] = clues.splice(index, 1);
  change(clues.join(" "), `Removed: ${sentences.get(gone) ?? gone}`);
  const buttons = element.querySelectorAll(".clues button");
  (buttons[Math.min(index, buttons.length - 1)] ?? text).focus();
}

tools.undo.addEventListener("click", () => {
  text.value = props.value = undone.pop();
  find(".said").textContent = "Undone.";
  draw();
});

tools.add.addEventListener("click", () => {
  const isOpen = find(".offers").toggleAttribute("hidden") === false;
  tools.add.setAttribute("aria-expanded", String(isOpen));
});

text.addEventListener("input", () => {
  if (shown !== text.value) undone.push(shown);
  props.value = text.value;
  draw();
});

// A puzzle from outside, such as a random one, replaces the text; Undo brings that back.
function arrive() {
  const value = props.value ?? "";
  if (value !== text.value) {
    if (shown) undone.push(shown);
    text.value = value;
  }
  draw();
}

watch("value", arrive);
watch("reading", draw);
watch("problem", draw);
arrive();
// Gradio forgets a component's first properties where its column was hidden at first: ask for them then.
if (!props.reading) trigger("change");
