// What the marks in the lanes mean, in one line.

/** A line that shows each mark beside its words. */
function legend() {
  const entry = (mark, words, reading = "") => make("span", { class: `entry ${reading}` }, mark, make("span", { text: words }));
  const bars = make("span", { class: "sample-bars", "aria-hidden": "true" }, make("span", { class: "small" }), make("span"));
  return make(
    "p",
    { class: "legend" },
    entry(bars, "bar: how likely the model is to write there next", "for-places"),
    entry(bars.cloneNode(true), "bar over a masked cell: how likely its best token is; the cells themselves are equally likely", "for-cells"),
    entry(make("span", { class: "sample-order", "aria-hidden": "true", text: "3" }), "number under a token: the step that wrote it", "for-tokens"),
    entry(make("span", { class: "sample-written", "aria-hidden": "true", text: "word" }), "written by the model; what was typed is plain", "for-prose"),
    entry(make("span", { class: "sample-new", "aria-hidden": "true" }), "ring: just written"),
  );
}
