// Inside Gradio: the component's value is the command.

const tracePlayer = mountTracePlayer(element.querySelector(".trace-player-root"), playerOptions);
watch("value", () => tracePlayer.receive(props.value));
tracePlayer.receive(props.value);
