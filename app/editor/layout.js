// Where the nodes of a graph are drawn, in units of one edge: the hub in the middle, arms
// that lead to it on the left, arms that leave it on the right, as on the player's board.

const SPREAD = 2.5; // angle of a fan of arms, in radians

function layOut(graph) {
  const nodes = nodesOf(graph);
  const near = new Map(nodes.map((node) => [node, []]));
  for (const [start, end] of graph.edges) {
    near.get(start).push(end);
    near.get(end).push(start);
  }
  const places = new Map();
  const hub = nodes.reduce((best, node) => (near.get(node).length > (near.get(best)?.length ?? 0) ? node : best), null);
  if (hub !== null) growFrom(hub, near, graph.edges, places);
  const heights = [...places.values()].map(([, y]) => y);
  const floor = Math.max(-1, ...heights) + 1;
  const apart = nodes.filter((node) => !places.has(node));
  apart.forEach((node, number) => places.set(node, [number - (apart.length - 1) / 2, floor + (number % 2) * 0.6]));
  return places;
}

function growFrom(hub, near, edges, places) {
  const children = new Map([[hub, []]]);
  const order = [hub];
  for (const node of order) { // grows while it is read: breadth first
    for (const other of near.get(node)) {
      if (children.has(other)) continue;
      children.set(other, []);
      children.get(node).push(other);
      order.push(other);
    }
  }
  const leaves = new Map();
  for (const node of [...order].reverse()) {
    leaves.set(node, children.get(node).reduce((sum, child) => sum + leaves.get(child), 0) || 1);
  }
  const fan = (branch, middle, width, depth) => {
    const whole = branch.reduce((sum, node) => sum + leaves.get(node), 0);
    let angle = middle + width / 2;
    for (const node of branch) {
      const part = (width * leaves.get(node)) / whole;
      const direction = angle - part / 2;
      places.set(node, [depth * Math.cos(direction), -depth * Math.sin(direction)]);
      fan(children.get(node), direction, Math.min(part, 1), depth + 1);
      angle -= part;
    }
  };
  places.set(hub, [0, 0]);
  const leadsIn = (node) => edges.some(([start, end]) => start === node && end === hub);
  const into = children.get(hub).filter(leadsIn);
  const out = children.get(hub).filter((node) => !leadsIn(node));
  if (Math.max(into.length, out.length) > 4 && !(into.length && out.length)) {
    fan(children.get(hub), 0, 2 * Math.PI, 1);
  } else {
    fan(into, Math.PI, SPREAD, firstRing(into));
    fan(out, 0, SPREAD, firstRing(out));
  }
}

// How far from the hub its neighbours stand: further if there are many.
function firstRing(nodes) {
  return 1 + 0.5 * Math.max(0, nodes.length - 3);
}
