// Dark or light: as the system says, until the visitor chooses.
window.explorerTheme = {
  key: "explorer-theme",
  show(name) {
    document.body.classList.toggle("dark", name === "dark");
  },
  toggle() {
    const name = document.body.classList.contains("dark") ? "light" : "dark";
    this.show(name);
    try {
      localStorage.setItem(this.key, name);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  },
  restore() {
    try {
      const name = localStorage.getItem(this.key);
      if (name) this.show(name);
    } catch {
      // Then the system decides.
    }
  },
};
window.explorerTheme.restore();
