// What a page does with links and files, once the server has made them.
window.explorerTakeAway = {
  /** What a player has on screen, as JSON. */
  describe(player) {
    return JSON.stringify({ ...(player?.view() ?? { recipes: [] }), base: location.origin + location.pathname });
  },

  /** The same of the player in the component of this id. */
  view(id) {
    return this.describe(document.querySelector(`#${id} .trace-player-root`)?.tracePlayer);
  },

  /** Keys of the branches in its lanes, with a space between two. */
  keys(id) {
    return document.querySelector(`#${id} .trace-player-root`)?.tracePlayer?.branches.keys.join(" ") ?? "";
  },

  /** Put a link on the clipboard; says in one sentence how that went. */
  async copy(link) {
    if (!link) return undefined;
    try {
      await navigator.clipboard.writeText(link);
      return "The link is on the clipboard; it opens this moment of these runs.";
    } catch {
      return "The browser keeps the clipboard closed; the link can be copied from the field below.";
    }
  },

  /** Have the browser save a file of the server. */
  save(file) {
    if (!file) return;
    const { url, orig_name: name } = Array.isArray(file) ? file[0] : file;
    const anchor = document.createElement("a");
    anchor.href = url;
    anchor.download = name;
    anchor.click();
  },
};
