// Outside Gradio: the data stand in the page itself.
hidePanels(document.body, location.search);
const data = JSON.parse(document.getElementById("data").textContent);
document.title = data.title;
document.querySelector("h1").textContent = data.title;
for (const line of data.badges) document.getElementById("badges").append(make("li", { text: line }));
if (data.link) {
  const anchor = document.querySelector("#link a");
  anchor.href = data.link;
  anchor.textContent = data.link;
  document.getElementById("link").hidden = false;
}

/** The text that `pack` of the page's maker put into base64. */
async function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
}

const player = mountTracePlayer(document.getElementById("player"), { ...playerOptions, link: async () => data.link });
unpack(data.message).then((message) => player.receive(message));
