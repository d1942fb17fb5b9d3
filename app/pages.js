// The address names the page that is open, so that it can be passed on.
window.explorerPages = {
  isOpen: false,
  name(page) {
    const address = new URL(window.location.href);
    const named = address.searchParams.get("tab");
    const isFirst = !this.isOpen; // the first page shows for a moment even if the address names another
    this.isOpen = true;
    if (named === page || (isFirst && named)) return;
    // What else a link told was about the other page.
    for (const told of ["run", "lane", "step", "clock"]) address.searchParams.delete(told);
    address.searchParams.set("tab", page);
    history.replaceState(history.state, "", address);
  },
};
