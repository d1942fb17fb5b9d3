// The text editor: what is typed is the value; its buttons change the text at the cursor.
const find = (selector) => element.querySelector(selector);
const text = find("textarea");
const tools = Object.fromEntries([...element.querySelectorAll("[data-tool]")].map((tool) => [tool.dataset.tool, tool]));
const undone = []; // earlier texts that a button or a new example replaced, newest last
const MARK = "___";

function draw() {
  find(".problem").textContent = props.problem ?? "";
  find(".count").textContent = props.problem ? "" : (props.count ?? "");
  tools.undo.disabled = undone.length === 0;
  nameGap();
}

/** The button hides what is selected, or else makes an empty gap. */
function nameGap() {
  const hides = text.selectionStart !== text.selectionEnd;
  const name = hides ? "Hide the selected words" : "Insert a gap";
  if (tools.gap.textContent !== name) tools.gap.textContent = name;
}

function publish() {
  props.value = text.value;
  draw();
}

function change(edit) {
  undone.push(text.value);
  edit();
  text.focus();
  publish();
}

function insertGap() {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const chosen = value.slice(start, end);
  const words = chosen.trim();
  const [before, after] = words ? chosen.split(words) : ["", ""];
  // Hidden words end where the bracket does, and gaps do not nest.
  const hidden = words && !/[\]\[]|_{3}/.test(words) ? `${MARK}[${words}]` : MARK;
  const needsSpace = !words && /[^\s_]$/.test(value.slice(0, start));
  change(() => text.setRangeText(`${needsSpace ? " " : before}${hidden}${after}`, start, end, "end"));
}

const actions = {
  gap: insertGap,
  clear: () => change(() => (text.value = "")),
  undo: () => {
    text.value = undone.pop() ?? text.value;
    publish();
  },
};
for (const [name, tool] of Object.entries(tools)) {
  tool.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  tool.addEventListener("click", () => actions[name]());
}
text.addEventListener("input", publish);
for (const event of ["select", "keyup", "pointerup"]) text.addEventListener(event, nameGap);

// A text from outside, such as an example, replaces what was typed; Undo brings that back.
function arrive() {
  const value = props.value ?? "";
  if (text.value && text.value !== value) undone.push(text.value);
  if (text.value !== value) text.value = value;
  draw();
}

watch("value", arrive);
watch("problem", draw);
watch("count", draw);
arrive();
