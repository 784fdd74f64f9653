// One WebSocket from `hello` to its close. It notices a dead line by silence and leaves the decision what to do next to live.js.

const PING_EVERY = 15000;
const SILENCE_IS_DEAD = 35000;
const HELLO_MUST_ANSWER = 8000;

// The page may only speak to its own host (content security policy), so only the path of the given address counts.
function sameHost(url) {
  const target = new URL(url ?? "/v1/live", location.href);
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}${target.pathname}`;
}

export function openSocket(ticket, { hello, onFrame, onReady, onClose }) {
  const socket = new WebSocket(sameHost(ticket.url));
  let heard = Date.now();
  let ready = false;
  let done = false;

  const heartbeat = setInterval(() => {
    const silence = Date.now() - heard;
    if (silence > (ready ? SILENCE_IS_DEAD : HELLO_MUST_ANSWER)) return end(1006);
    if (ready && silence > PING_EVERY) send({ type: "ping" });
  }, 2000);

  function end(code) {
    if (done) return;
    done = true;
    clearInterval(heartbeat);
    if (socket.readyState <= WebSocket.OPEN) socket.close(1000);
    onClose(code, ready);
  }

  function send(frame) {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  }

  socket.addEventListener("open", () => send(hello));
  socket.addEventListener("close", (event) => end(event.code));
  socket.addEventListener("message", (message) => {
    if (done) return;
    heard = Date.now();
    const frame = JSON.parse(message.data);
    onFrame(frame);
    // Any first frame means that the server took the hello; a resume may start with an event.
    if (!ready && frame.type !== "pong" && !done) {
      ready = true;
      onReady();
    }
  });

  return {
    get ready() {
      return ready && socket.readyState === WebSocket.OPEN;
    },
    send,
    reopen: () => end(1006),
    check: () => {
      // After sleep a socket often looks open and is not: ask, and give the answer three seconds.
      const asked = Date.now();
      send({ type: "ping" });
      setTimeout(() => heard < asked && end(1006), 3000);
    },
    close: () => {
      done = true;
      clearInterval(heartbeat);
      socket.close(1000);
    },
  };
}
