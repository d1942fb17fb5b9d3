// Inside Gradio: the component's value is the command.

const ask = { branch: (data) => trigger("branch", data), arrange: (data) => trigger("arrange", data) };
const tracePlayer = mountTracePlayer(element.querySelector(".trace-player-root"), { ...playerOptions, ask });
watch("value", () => tracePlayer.receive(props.value));
watch("said", () => tracePlayer.whatIf.say(JSON.parse(props.said).sentence));
tracePlayer.receive(props.value);
