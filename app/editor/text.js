// The text form of a graph, as app/editor/graph_text.py reads it.

// A graph from text, or null where the text cannot be read. Lone nodes have no text form.
function parseGraph(text) {
  const ends = { source: null, goal: null };
  let twice = false;
  const rest = text.replace(/(source|goal)\s*[:=]?\s*(\d{1,4})(?![\d>→]|->)/gi, (_, name, number) => {
    const key = name.toLowerCase();
    twice ||= ends[key] !== null;
    ends[key] = Number(number);
    return " ";
  });
  const edges = [];
  for (const word of rest.split(/[\s,;]+/).filter(Boolean)) {
    const match = /^(\d{1,4})(?:>|->|→)(\d{1,4})$/.exec(word);
    if (!match) return null;
    edges.push([Number(match[1]), Number(match[2])]);
  }
  return twice ? null : { edges, ...ends, lone: [] };
}

function graphText(graph) {
  const parts = [graph.edges.map(([start, end]) => `${start}>${end}`).join(" ")];
  if (graph.source !== null) parts.push(`source ${graph.source}`);
  if (graph.goal !== null) parts.push(`goal ${graph.goal}`);
  return parts.filter(Boolean).join("; ");
}

// Node numbers in ascending order: those on edges, the ends, and those not joined yet.
function nodesOf(graph) {
  const ends = [graph.source, graph.goal].filter((node) => node !== null);
  return [...new Set([...graph.edges.flat(), ...ends, ...graph.lone])].sort((a, b) => a - b);
}
