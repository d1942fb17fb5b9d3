// Mouse, touch and keys on the drawing.
let drag = null; // {from, x, y, line} while a pointer that went down on a node is held

function pointAt(event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return [point.x, point.y];
}

function nodeNear([x, y]) {
  const near = [...places].map(([node, [a, b]]) => [Math.hypot(a - x, b - y), node]).sort((a, b) => a[0] - b[0])[0];
  return near && near[0] < RADIUS + 14 ? near[1] : null;
}

function itemOf(target) {
  const item = target.closest("[data-node], [data-edge]");
  if (!item) return null;
  return "node" in item.dataset ? { node: Number(item.dataset.node) } : { edge: Number(item.dataset.edge) };
}

svg.addEventListener("pointerdown", (event) => {
  const node = itemOf(event.target)?.node;
  if (node === undefined || event.button !== 0) return;
  const [x, y] = pointAt(event);
  drag = { from: node, x, y, line: null };
  svg.setPointerCapture(event.pointerId);
});

svg.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const [x, y] = pointAt(event);
  if (!drag.line && Math.hypot(x - drag.x, y - drag.y) < 8) return;
  if (!drag.line) {
    const [x1, y1] = places.get(drag.from);
    drag.line = svgElement("line", { class: "rubber", x1, y1 });
    svg.prepend(drag.line);
  }
  drag.line.setAttribute("x2", x);
  drag.line.setAttribute("y2", y);
});

svg.addEventListener("pointerup", (event) => {
  if (!drag) return;
  const { from, line } = drag;
  drag = null;
  line?.remove();
  const node = nodeNear(pointAt(event));
  if (line) {
    if (node !== null && node !== from) addEdge(from, node);
  } else {
    pick({ node: from });
  }
});

svg.addEventListener("pointercancel", () => {
  drag?.line?.remove();
  drag = null;
});

svg.addEventListener("click", (event) => {
  const item = itemOf(event.target);
  if (item?.node === undefined && event.detail !== 0) pick(item); // nodes are picked on pointerup
});

function pick(item) {
  if (linking !== null && item?.node !== undefined) return addEdge(linking, item.node);
  const same = item && selected && item.node === selected.node && item.edge === selected.edge;
  choose(same ? null : item);
  svg.querySelector('[tabindex="0"]')?.focus({ preventScroll: true });
}

function walk(by) {
  const items = [...nodesOf(graph).map((node) => ({ node })), ...graph.edges.map((_, edge) => ({ edge }))];
  if (!items.length) return;
  const at = items.findIndex((item) => selected && item.node === selected.node && item.edge === selected.edge);
  choose(items[at < 0 ? (by > 0 ? 0 : items.length - 1) : (at + by + items.length) % items.length]);
}

function enter() {
  if (linking !== null && selected?.node !== undefined) addEdge(linking, selected.node);
  else if (selected) link();
  else walk(1);
}

const keys = {
  ArrowRight: () => walk(1), ArrowDown: () => walk(1), ArrowLeft: () => walk(-1), ArrowUp: () => walk(-1),
  Enter: enter, " ": enter, Delete: remove, Backspace: remove,
  n: addNode, e: link, s: () => setEnd("source"), g: () => setEnd("goal"),
};

// What the page's sheet of keys says of them.
find("section").dataset.keys = JSON.stringify([
  ["← → ↑ ↓", "go over the nodes and edges of the drawing"],
  ["Enter", "connect the chosen node to the next one you choose"],
  ["N E S G", "add a node, connect, make it the source, make it the goal"],
  ["Delete", "remove the chosen node or edge"],
  ["Ctrl Z", "undo"],
  ["Esc", "choose nothing"],
]);

svg.addEventListener("keydown", (event) => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (key === "z" && (event.ctrlKey || event.metaKey)) undo();
  else if (plain && key === "Escape" && (linking !== null || selected)) {
    if (linking !== null) link();
    else choose(null);
  } else if (plain && keys[key]) keys[key]();
  else return;
  event.preventDefault();
  event.stopPropagation();
});
