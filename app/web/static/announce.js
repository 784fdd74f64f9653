// Speaks through the one live region of the page; what comes together is said together, so a screen reader is not flooded.

let waiting = [];
let timer = null;

export function announce(text) {
  if (!text || waiting.includes(text)) return;
  waiting.push(text);
  timer ??= setTimeout(say, 150);
}

function say() {
  timer = null;
  const region = document.getElementById("announcer");
  if (region) region.textContent = waiting.join(" ");
  waiting = [];
}

export function hush() {
  waiting = [];
  const region = document.getElementById("announcer");
  if (region) region.textContent = "";
}
