// What if: the controls that make a run go another way. The page asks, the server computes.

const BUSY = "A run is under way; stop it first, or let it end.";

class WhatIf {
  /**
   * @param {TracePlayer} player
   * @param {object} send branch: asks for a branch; arrange: tells that other branches are on screen
   */
  constructor(player, send) {
    this.player = player;
    this.send = send;
    this.lane = 0; // of what was asked last
    this.said = make("p", { class: "said", role: "alert" });
  }

  /** Ask for a branch of a run: the fields of an intervention, its step from 0. */
  ask(run, change) {
    const { player } = this;
    this.lane = player.runs.indexOf(run);
    if (player.branches.isGrowing) return this.say(BUSY);
    this.say("");
    this.send.branch({ keys: player.branches.keys, lane: this.lane, clock: player.clock.kind, change });
  }

  /** Say a sentence beside the control that was used last. */
  say(sentence) {
    const { player } = this;
    if (!sentence) return this.said.remove();
    const beside = player.details.isPinned ? player.details.content : player.views[this.lane]?.element;
    setText(this.said, sentence);
    beside?.append(this.said);
  }

  /**
   * The part of the details that changes a step.
   * @param {object} change run, step (from 0) and place; isElsewhere: the step wrote somewhere else
   */
  section(change) {
    const { run, step, place, isElsewhere } = change;
    const buttons = make("div", { class: "what-if-buttons" });
    const add = (text, title, kind) => buttons.append(wordButton(text, title, () => this.ask(run, { step, kind, place })));
    if (run.growth !== "append") {
      if (isElsewhere) add("Write here instead", "The model then chooses the token.", "place");
      add("Never write here", `Ruled out from step ${step + 1} on.`, "forbid");
    }
    return make("div", { class: "what-if" }, make("p", { text: `What if step ${step + 1} went another way?` }), buttons, this.#field(change));
  }

  /** A field for any token of the vocabulary. */
  #field({ run, step, place }) {
    const input = make("input", { type: "text", size: "8", maxlength: "100", autocomplete: "off", spellcheck: "false", autocapitalize: "off" });
    const send = () => this.ask(run, { step, kind: run.growth, place, text: input.value });
    const form = make("form", { on: { submit: (event) => (event.preventDefault(), send()) } });
    form.append(labelled("another token", input), make("button", { class: "word-button", text: "Write it" }));
    return form;
  }

  /** The button in a row of the likeliest tokens. */
  tokenButton({ run, step, place }, token) {
    const name = `Write ‘${run.text(token)}’ here at step ${step + 1}`;
    const button = wordButton("write", name, () => this.ask(run, { step, kind: run.growth, place, token }));
    button.setAttribute("aria-label", name);
    return button;
  }
}

/** The button of a lane that makes its run stop now, or keeps it from stopping. */
class StopButton {
  constructor(run, whatIf) {
    this.run = run;
    this.element = wordButton("", "", () => whatIf.ask(run, { step: this.step, kind: this.kind }));
    this.element.classList.add("stop-button");
  }

  /** Follow the clock. */
  draw(made) {
    const { run } = this;
    this.step = run.beliefIndex(made);
    this.element.hidden = !run.canStop || this.step === null;
    if (this.element.hidden) return;
    const isStop = run.steps[this.step].moves[0]?.kind === "stop";
    this.kind = isStop ? "continue" : "stop";
    setText(this.element, isStop ? "Do not stop" : "Stop now");
    setAttribute(this.element, "title", isStop ? `What if it went on at step ${this.step + 1}?` : `What if it stopped at step ${this.step + 1}?`);
  }
}

/** A button with words on it. */
function wordButton(text, title, action) {
  return make("button", { type: "button", class: "word-button", text, title, on: { click: action } });
}
