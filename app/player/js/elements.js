// Building and changing elements. Text only ever goes in through textContent.

/**
 * Make an element.
 * @param {string} tag
 * @param {object} attributes "class", "text", "on" (listeners by event), or any attribute
 * @param {...Node} children
 */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") element.textContent = value;
    else if (name === "class") element.className = value;
    else if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Make an element of a drawing; text goes in as a child. */
function makeShape(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** An icon, drawn here so that no font needs to have it. */
function icon(path) {
  return makeShape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, makeShape("path", { d: path }));
}

/** Set text only if it differs: an unchanged node costs no layout. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Set an attribute only if it differs; null removes it. */
function setAttribute(element, name, value) {
  if (value === null) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Whether the reader asked for less motion. */
function wantsStillness() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
