// Draws a graph as SVG; one edge is UNIT drawing units long.
const UNIT = 66;
const RADIUS = 19;
const MARGIN = 50;

function svgElement(name, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// Redraws everything; returns the places of the nodes, in drawing units.
function drawGraph(svg, graph, { selected, linking, focusable }) {
  const places = new Map([...layOut(graph)].map(([node, [x, y]]) => [node, [x * UNIT, y * UNIT]]));
  frame(svg, [...places.values()]);
  const edges = graph.edges.map((edge, index) =>
    drawEdge(places, edge, index, selected?.edge === index, focusable?.edge === index, graph));
  const nodes = nodesOf(graph).map((node) =>
    drawNode(places.get(node), node, graph, selected?.node === node, focusable?.node === node, linking === node));
  svg.replaceChildren(...edges, ...nodes);
  return places;
}

function frame(svg, points) {
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const [left, top] = [Math.min(0, ...xs) - MARGIN, Math.min(0, ...ys) - MARGIN];
  const [width, height] = [Math.max(0, ...xs) + MARGIN - left, Math.max(0, ...ys) + MARGIN - top];
  svg.setAttribute("viewBox", `${left} ${top} ${width} ${height}`);
  svg.style.aspectRatio = String(width / height);
}

function drawEdge(places, [start, end], index, isSelected, isFocusable, graph) {
  const [[x0, y0], [x1, y1]] = [places.get(start), places.get(end)];
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  const [dx, dy] = [(x1 - x0) / length, (y1 - y0) / length];
  // An edge and its reverse would hide each other: each keeps to its own side.
  const side = graph.edges.some(([a, b]) => a === end && b === start) ? 5 : 0;
  const at = (along, across) => [x0 + dx * along - dy * (across + side), y0 + dy * along + dx * (across + side)];
  const tip = length - RADIUS - (end === graph.goal ? 8 : 3);
  const [from, to] = [at(RADIUS, 0), at(tip - 8, 0)];
  const line = { x1: from[0], y1: from[1], x2: to[0], y2: to[1] };
  const head = [at(tip, 0), at(tip - 11, 5.5), at(tip - 11, -5.5)].map((point) => point.join(",")).join(" ");
  return svgElement("g", {
    class: isSelected ? "edge selected" : "edge", "data-edge": index, role: "button",
    tabindex: isFocusable ? 0 : -1, "aria-pressed": isSelected, "aria-label": `edge ${start} to ${end}`,
  }, svgElement("line", { ...line, class: "touch" }), svgElement("line", { ...line, class: "line" }),
  svgElement("polygon", { points: head }));
}

function drawNode([x, y], node, graph, isSelected, isFocusable, isLinking) {
  const role = node === graph.source ? "source" : node === graph.goal ? "goal" : "";
  const shape = role === "source"
    ? svgElement("rect", { x: -RADIUS + 1, y: -RADIUS + 1, width: 2 * RADIUS - 2, height: 2 * RADIUS - 2, rx: 3, class: "shape" })
    : role === "goal"
      ? svgElement("polygon", { points: star(RADIUS + 11), class: "shape" })
      : svgElement("circle", { r: RADIUS, class: "shape" });
  const label = svgElement("text", { class: "number", dy: "0.35em" }, String(node));
  const word = svgElement("text", { class: "word", y: RADIUS + (role === "goal" ? 25 : 19) }, role);
  const next = graph.edges.filter(([start]) => start === node).map(([, end]) => end);
  const described = `node ${node}${role && ", " + role}${next.length ? ", edges to " + next.join(", ") : ""}`;
  return svgElement("g", {
    class: ["node", role, isSelected && "selected", isLinking && "linking"].filter(Boolean).join(" "),
    transform: `translate(${x} ${y})`, "data-node": node, role: "button", tabindex: isFocusable ? 0 : -1,
    "aria-pressed": isSelected, "aria-label": described,
  }, svgElement("circle", { r: RADIUS + 10, class: "touch" }), shape, label, word);
}

function star(reach) {
  const corner = (_, index) => {
    const [angle, radius] = [(index * Math.PI) / 5, index % 2 ? reach * 0.56 : reach];
    return `${radius * Math.sin(angle)},${-radius * Math.cos(angle)}`;
  };
  return Array.from({ length: 10 }, corner).join(" ");
}
