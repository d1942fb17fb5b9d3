// Panels can be hidden where the page is embedded: ?embed=1&hide=input,figures
// hides what its flags name; embed=1 hides the header, the introduction and the footer.

const PANELS = ["header", "introduction", "input", "settings", "take", "upload", "comparison", "footer", "figures", "boards", "meters", "controls"];
const EMBEDDED = ["header", "introduction", "footer"];

/** Names of the panels that an address hides; unknown names are passed over. */
function hiddenPanels(search) {
  const query = new URLSearchParams(search);
  const named = (query.get("hide") ?? "").split(",").map((name) => name.trim());
  const hidden = query.get("embed") === "1" ? [...EMBEDDED, ...named] : named;
  return PANELS.filter((name) => hidden.includes(name));
}

/** Tell an element which panels to hide; its style sheet does the rest. */
function hidePanels(element, search) {
  for (const name of hiddenPanels(search)) element.classList.add(`hides-${name}`);
}
