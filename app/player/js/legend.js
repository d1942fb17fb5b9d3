// What the marks in the lanes mean, in one line.

/** A line that shows each mark beside its words. */
function legend() {
  const entry = (mark, words) => make("span", { class: "entry" }, mark, make("span", { text: words }));
  const bars = make("span", { class: "sample-bars", "aria-hidden": "true" }, make("span", { class: "small" }), make("span"));
  return make(
    "p",
    { class: "legend" },
    entry(bars, "bar: how likely the model is to write there next"),
    entry(make("span", { class: "sample-order", "aria-hidden": "true", text: "3" }), "number under a token: the step that wrote it"),
    entry(make("span", { class: "sample-new", "aria-hidden": "true" }), "ring: just written"),
  );
}
