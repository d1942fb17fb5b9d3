// Inside Gradio: the component's value is the command.

const ask = { branch: (data) => trigger("branch", data), arrange: () => trigger("arrange", {}) };
const link = async () => {
  try {
    return await server.link(explorerTakeAway.describe(tracePlayer));
  } catch {
    return ""; // a picture can do without
  }
};
const tracePlayer = mountTracePlayer(element.querySelector(".trace-player-root"), { ...playerOptions, ask, link });
watch("value", () => tracePlayer.receive(props.value));
watch("said", () => tracePlayer.whatIf.say(JSON.parse(props.said).sentence));
tracePlayer.receive(props.value);
