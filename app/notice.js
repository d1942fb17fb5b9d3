// One line of plain text; while its event waits for a model, the place in the queue stands there.
const SETTLE_MILLISECONDS = 300; // a place that is free is taken sooner than that, and nobody needs to read of it

const block = element.closest(".notice.block");
const line = element.querySelector("p");
let waiting = null;

function show(text) {
  if (line.textContent !== text) line.textContent = text;
}

// Gradio tells the place only to its own status tracker, which is not shown here.
function showPlace() {
  waiting = null;
  const place = block.querySelector("[data-testid=status-tracker]")?.textContent.match(/queue: (\d+)/)?.[1];
  show(place ? `You are number ${place} in the queue.` : props.value ?? "");
}

new MutationObserver(() => {
  waiting ??= setTimeout(showPlace, SETTLE_MILLISECONDS);
}).observe(block, { childList: true, subtree: true, characterData: true });

watch("value", () => show(props.value ?? ""));
show(props.value ?? "");
