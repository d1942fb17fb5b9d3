// The player: lanes, controls and figures on one clock. Needs nothing but a root element.

class TracePlayer {
  /**
   * @param {HTMLElement} root
   * @param {object} options css: style sheet; plotly: address of plotly.js, or null; ask: what
   *   `WhatIf` sends to, or nothing where no branch can be computed; link: gives a promise of the
   *   link to what is on screen
   */
  constructor(root, options) {
    this.root = root;
    root.tracePlayer = this;
    root.__draws = 0; // counted for tests that measure drawing
    this.prefix = `player-${document.querySelectorAll("[data-trace-player-root]").length}`;
    root.setAttribute("data-trace-player-root", "");
    this.clock = new Clock();
    this.lane = 0;
    this.runs = [];
    this.views = [];
    this.screen = null; // what a message must be addressed to if it adds to the lanes on screen
    const help = new HelpSheet(root, Boolean(options.ask));
    this.controls = new Controls(this.clock, () => this.runs[this.lane], help);
    this.figures = new Figures(root, options.plotly, (lane, made) => this.goToStep(lane, made));
    this.saving = new FigureExport(this.figures, this.clock, options.link);
    this.lanes = make("div", { class: "lanes" });
    this.empty = make("p", { class: "empty", text: "No run is on screen yet. Choose a puzzle, or type a text, and press Run: each model then gets a lane here." });
    this.announcer = new Announcer();
    this.stage = make("section", { class: "stage", tabindex: "0", "aria-label": "Trace player. Press ? for its keys." });
    this.stage.append(this.empty, legend(), this.lanes, this.controls.element, this.announcer.element, this.figures.pending, this.figures.element, this.saving.element, help.element);
    hidePanels(this.stage, location.search);
    this.details = new Details(this.stage);
    this.whatIf = options.ask ? new WhatIf(this, options.ask) : null;
    this.details.whatIf = this.whatIf;
    this.branches = new Branches(this, this.whatIf);
    this.shadow = root.attachShadow({ mode: "open" });
    this.shadow.append(make("style", { text: options.css }), this.stage);
    this.clock.addEventListener("tick", () => this.#want());
    this.clock.addEventListener("play", () => this.#want());
    this.stage.addEventListener("keydown", (event) => this.#key(event));
    this.stage.addEventListener("pointerdown", (event) => {
      if (!event.target.closest(".token, .place, .details")) this.details.hide();
    });
    this.#watchTheme();
    this.#show([], null);
  }

  /** Carry out a command from the server. */
  receive(text) {
    if (!text) return;
    let told = null;
    try {
      told = JSON.parse(text);
    } catch {
      return this.#refuse();
    }
    const { screen = null, message = told } = told;
    const { command } = message;
    if (command === "load") return this.#load(message, screen);
    if (command !== "figures" && command !== "step") return this.#refuse();
    if (screen !== this.screen) return; // it belongs to what something else has taken the place of
    if (command === "step") return this.#step(message);
    this.figures.update(message.figures).then(() => this.saving.offer());
  }

  /** What is on screen, for a link. */
  view() {
    return viewOf(this);
  }

  #refuse() {
    this.screen = null;
    this.#show([], null);
    setText(this.empty, "The player was sent something that it cannot read.");
  }

  #load(message, screen) {
    this.screen = screen;
    const isSame = this.runs.length === message.lanes.length && this.runs.every((run, index) => run.lane.key === message.lanes[index].key);
    const wasRunning = isSame && this.runs.some((run) => run.ended === "running");
    const tick = wasRunning && !this.clock.isAtEnd ? this.clock.tick : null;
    this.branches.keep(message);
    this.branches.isGrowing = screen !== null;
    const runs = message.lanes.map((lane) => new Run(lane));
    this.#show(runs, message.figures);
    if (wasRunning) this.clock.seek(tick ?? this.clock.last);
    else this.clock.seek(runs.some((run) => run.ended === "running") ? this.clock.last : 0);
    if (message.at) goTo(this, message.at);
    if (message.play && !wantsStillness()) this.clock.play();
  }

  /** Show other branches at the same moment. */
  rearrange(lanes, figures) {
    const { value } = this.clock;
    const meanwhile = this.whatIf ? this.figures.figures : null; // until the server has drawn them anew
    this.screen = lanes.map((lane) => lane.key).join(" ");
    this.#show(lanes.map((lane) => this.runs.find((run) => run.lane === lane) ?? new Run(lane)), figures ?? meanwhile);
    this.clock.seek(this.clock.ticks.findLastIndex((tick) => tick <= value));
  }

  #show(runs, figures) {
    this.clock.pause();
    this.details.hide();
    const hadFocus = this.lanes.contains(this.shadow.activeElement);
    this.runs = runs;
    this.drawnTick = undefined;
    this.lane = Math.min(this.lane, Math.max(0, runs.length - 1));
    this.views = runs.map((run, index) => new LaneView(run, index, this.prefix, this.details, this.clock));
    this.views.forEach((view, index) => {
      for (const event of ["pointerdown", "focusin"]) view.element.addEventListener(event, () => this.#chooseLane(index));
    });
    this.branches.attach(runs, this.views);
    this.lanes.replaceChildren(...this.views.map((view) => view.element));
    this.stage.classList.toggle("is-empty", runs.length === 0);
    this.empty.hidden = runs.length > 0;
    this.clock.setRuns(runs);
    this.figures.load(figures, runs, this.#theme()).then(() => this.saving.offer());
    if (hadFocus) this.stage.focus({ preventScroll: true });
  }

  #step({ lane, number, step, board }) {
    const run = this.runs[lane];
    if (run?.length !== number) return; // the load that comes last tells everything again, and may come first
    run.append(step);
    if (board && run.lane.board) run.lane.board.frames.push(board);
    this.views[lane].grow();
    this.clock.refresh();
  }

  #want() {
    this.request ??= requestAnimationFrame(() => {
      this.request = null;
      this.#draw();
    });
  }

  #draw() {
    const { clock } = this;
    const focused = this.shadow.activeElement;
    const made = this.runs.map((run) => clock.made(run));
    const isStep = this.drawnTick !== undefined && Math.abs(clock.tick - this.drawnTick) === 1;
    const animate = isStep && !clock.isDragged && clock.speed <= 2 && !wantsStillness();
    clock.isDragged = false;
    this.views.forEach((view, index) => {
      view.draw(made[index], animate);
      view.element.classList.toggle("chosen", index === this.lane && this.views.length > 1);
    });
    if (focused?.hidden) this.stage.focus({ preventScroll: true }); // its token is not yet placed here
    this.controls.draw();
    this.branches.draw(made);
    this.details.refresh();
    this.#announce(made);
    this.drawnTick = clock.tick;
    this.root.__draws += 1;
    this.figures.follow({ made, lane: this.lane });
  }

  /** Tell a screen reader of the chosen lane. */
  #announce(made) {
    const run = this.runs[this.lane];
    if (run) this.announcer.tell(announcement(run, made[this.lane]), this.clock.isPlaying || run.ended === "running");
  }

  #chooseLane(index) {
    if (index === this.lane || index < 0 || index >= this.runs.length) return;
    this.lane = index;
    this.#want();
  }

  /** Go to the moment when a lane has made so many steps. */
  goToStep(lane, made) {
    this.clock.pause();
    this.lane = lane;
    this.clock.seekStep(this.runs[lane], made);
  }

  #key(event) {
    const target = event.composedPath()[0];
    if (event.ctrlKey || event.altKey || event.metaKey || belongsToControl(target, event.key)) return;
    const { clock, controls } = this;
    const direction = event.key === "ArrowRight" ? 1 : -1;
    const actions = {
      " ": () => controls.toggle(),
      ArrowLeft: () => this.#arrow(event, target, direction),
      ArrowRight: () => this.#arrow(event, target, direction),
      Home: () => controls.go(0),
      End: () => controls.go(clock.last),
      ArrowUp: () => this.#chooseLane(this.lane - 1),
      ArrowDown: () => this.#chooseLane(this.lane + 1),
      Escape: () => this.details.hide(),
    };
    if (!Object.hasOwn(actions, event.key) || !this.runs.length) return;
    actions[event.key]();
    event.preventDefault();
    event.stopPropagation();
  }

  #arrow(event, target, direction) {
    if (event.shiftKey) this.views[this.lane].strip.moveFocus(target, direction);
    else this.controls.go(this.clock.tick + direction);
  }

  #isDark() {
    if (document.querySelector("gradio-app, .gradio-container")) return document.body.classList.contains("dark");
    return window.matchMedia("(prefers-color-scheme: dark)").matches;
  }

  /** Colours for the figures, as the style sheet has them now. */
  #theme() {
    const colour = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();
    const scale = ["low", "middle", "high"].map((name, index) => [index / 2, colour(this.stage, `--${name}`)]);
    return { ink: colour(this.stage, "--ink"), paper: colour(this.stage, "--paper"), lanes: this.views.map((view) => colour(view.element, "--family")), scale };
  }

  /** Keep light and dark in step with the page. */
  #watchTheme() {
    const apply = () => {
      if (!this.root.isConnected) return;
      setAttribute(this.root, "data-theme", this.#isDark() ? "dark" : "light");
      this.figures.recolour(this.#theme());
      this.#want();
    };
    new MutationObserver(apply).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
    apply();
  }
}

/** Put a player into an element; `receive` of what it returns takes the commands. */
function mountTracePlayer(root, options) {
  return new TracePlayer(root, options);
}
