// The graph editor: mouse, touch and keyboard change one graph; its text form is the value.
const find = (selector) => element.querySelector(selector);
const svg = find(".drawing");
const text = find("textarea");
const tools = Object.fromEntries([...element.querySelectorAll("[data-tool]")].map((tool) => [tool.dataset.tool, tool]));

let graph = { edges: [], source: null, goal: null, lone: [] };
let places = new Map();
let selected = null; // {node} or {edge: index}
let linking = null; // the node an edge is being led from
let undone = []; // earlier graphs, newest last

const say = (sentence) => { find(".said").textContent = sentence; };

function draw() {
  const hadFocus = svg.contains(document.activeElement);
  const first = nodesOf(graph)[0];
  const focusable = selected ?? (first === undefined ? null : { node: first });
  places = drawGraph(svg, graph, { selected, linking, focusable });
  if (hadFocus) svg.querySelector('[tabindex="0"]')?.focus();
  const isNode = selected?.node !== undefined;
  tools.add.textContent = isNode ? `Add node after ${selected.node}` : "Add node";
  tools.link.disabled = tools.source.disabled = tools.goal.disabled = !isNode;
  tools.link.setAttribute("aria-pressed", linking !== null);
  tools.remove.disabled = selected === null;
  tools.undo.disabled = undone.length === 0;
  find(".hint").textContent = hint(isNode);
  find(".problem").textContent = props.problem ?? "";
}

function hint(isNode) {
  if (linking !== null) return `Choose the node that ${linking} leads to, or press Escape.`;
  if (isNode) return `Node ${selected.node} is chosen: connect it, make it source or goal, or delete it.`;
  if (selected) return `Edge ${graph.edges[selected.edge].join(" → ")} is chosen: Delete removes it.`;
  return "Drag from node to node to add an edge; click a node or an edge to choose it.";
}

function publish(value) {
  text.value = value;
  props.value = value;
}

function change(edit, sentence) {
  undone.push(structuredClone(graph));
  edit();
  linking = null;
  const used = new Set([...graph.edges.flat()]);
  graph.lone = graph.lone.filter((node) => !used.has(node));
  publish(graphText(graph));
  say(sentence);
  draw();
}

function choose(item) {
  selected = item;
  draw();
}

function addNode() {
  const used = new Set(nodesOf(graph));
  let node = 0;
  while (used.has(node)) node += 1;
  const after = selected?.node;
  change(() => {
    if (after === undefined) graph.lone.push(node);
    else graph.edges.push([after, node]);
    selected = { node };
  }, after === undefined ? `Node ${node} added.` : `Node ${node} added after ${after}.`);
}

function addEdge(start, end) {
  linking = null;
  if (start === end || graph.edges.some(([a, b]) => a === start && b === end)) {
    say(start === end ? "An edge needs two nodes." : `The edge ${start} to ${end} is already there.`);
    return draw();
  }
  change(() => { graph.edges.push([start, end]); selected = { node: end }; }, `Edge ${start} to ${end} added.`);
}

function remove() {
  if (selected?.edge !== undefined) {
    const [start, end] = graph.edges[selected.edge];
    change(() => {
      graph.edges.splice(selected.edge, 1);
      graph.lone.push(...[start, end].filter((node) => !graph.lone.includes(node)));
      selected = null;
    }, `Edge ${start} to ${end} deleted.`);
  } else if (selected) {
    const { node } = selected;
    change(() => {
      graph.lone = nodesOf(graph).filter((other) => other !== node); // neighbours stay on the drawing
      graph.edges = graph.edges.filter((edge) => !edge.includes(node));
      if (graph.source === node) graph.source = null;
      if (graph.goal === node) graph.goal = null;
      selected = null;
    }, `Node ${node} deleted.`);
  }
}

function setEnd(name) {
  if (selected?.node === undefined) return;
  const other = name === "source" ? "goal" : "source";
  change(() => {
    if (graph[other] === selected.node) graph[other] = graph[name]; // swap rather than lose one
    graph[name] = selected.node;
  }, `Node ${selected.node} is now the ${name}.`);
}

function undo() {
  if (!undone.length) return;
  graph = undone.pop();
  selected = linking = null;
  publish(graphText(graph));
  say("Undone.");
  draw();
}

function link() {
  linking = linking === null ? selected?.node ?? null : null;
  draw();
}

const actions = { add: addNode, link, source: () => setEnd("source"), goal: () => setEnd("goal"), remove, undo };
for (const [name, tool] of Object.entries(tools)) tool.addEventListener("click", () => actions[name]());

text.addEventListener("input", () => {
  const read = parseGraph(text.value);
  if (read) {
    if (graphText(read) !== graphText(graph)) undone.push(structuredClone(graph));
    graph = read;
    selected = linking = null;
  }
  props.value = text.value;
  draw();
});

// A graph from outside, such as a random one, replaces what was drawn; Undo brings that back.
function arrive() {
  if (nodesOf(graph).length) undone.push(structuredClone(graph));
  graph = parseGraph(props.value ?? "") ?? graph;
  text.value = props.value ?? "";
  selected = linking = null;
  draw();
}

watch("value", arrive);
watch("problem", draw);
arrive();
