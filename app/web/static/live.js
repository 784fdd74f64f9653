// Keeps one session in step with the server: a socket that resumes, and polling when no socket can be had. It knows no rules.

import { Problem, get, post } from "./api.js";
import { learnServerTime } from "./clock.js";
import { pendingCommands } from "./pending.js";
import { sessionRecord } from "./record.js";
import { openSocket } from "./socket.js";

const POLL_EVERY = 2500;
const FAILURES_BEFORE_POLLING = 3;
const SOCKET_RETRY_WHILE_POLLING = 20000;
const TYPING_EVERY = 5000;
// A socket that closes sooner than this was no success, however it began.
const LIVED = 5000;
const ENDING = { 4404: "gone", 4406: "sharing_changed", 4409: "replaced", 4410: "ended" };
const FATAL = { 401: "signed_out", 404: "gone" };

// `watching`: a therapist whom both let in. There is a socket for them and nothing else, so nothing is polled.
export function liveSession(id, { onChange, onEvents, watching = false }) {
  const record = sessionRecord({ onEvents });
  const pending = pendingCommands();
  const { state } = record;
  let socket = null;
  let failures = 0;
  let timer = null;
  let stopped = false;
  let polling = false;
  let lastSocketTry = 0;
  let readyAt = 0;
  let lastTyping = 0;
  const path = `/v1/sessions/${encodeURIComponent(id)}`;
  const changed = () => onChange(state);

  function setLink(link) {
    if (state.link === link) return;
    state.link = link;
    changed();
  }

  // The socket.

  const takers = {
    snapshot: record.takeSnapshot,
    event: (frame) => record.takeEvent(frame) || socket?.reopen(),
    view: (frame) => record.takeView(frame.view),
    presence: record.takePresence,
    reply: (frame) => pending.settle(frame.ref, frame),
    pong: (frame) => learnServerTime(frame.now),
  };

  async function connect() {
    if (stopped || socket) return;
    lastSocketTry = Date.now();
    if (!polling) setLink(state.view ? "reconnecting" : "connecting");
    let ticket;
    try {
      ticket = await post(`${path}/${watching ? "observer-tickets" : "tickets"}`);
    } catch (problem) {
      return refusedTicket(problem);
    }
    if (stopped || socket) return;
    const hello = { type: "hello", ticket: ticket.ticket };
    if (state.epoch !== null) hello.seen = { epoch: state.epoch, seq: state.seq };
    socket = openSocket(ticket, { hello, onFrame: take, onReady: ready, onClose: closed });
  }

  function take(frame) {
    takers[frame.type]?.(frame);
    if (frame.type !== "pong") changed();
  }

  function ready() {
    readyAt = Date.now();
    polling = false;
    clearTimeout(timer);
    setLink("live");
    for (const frame of pending.frames()) socket.send(frame);
  }

  function refusedTicket(problem) {
    if (FATAL[problem.status]) return finish(FATAL[problem.status]);
    if (problem.code === "ended") return refresh().finally(() => finish("ended"));
    failures += problem.status === 429 ? 2 : 1;
    again();
  }

  function closed(code, wasReady) {
    socket = null;
    if (stopped) return;
    if (ENDING[code]) return refresh().catch(() => {}).finally(() => finish(ENDING[code]));
    if (wasReady && Date.now() - readyAt > LIVED) failures = 0;
    else failures += code === 4429 ? 2 : 1;
    again();
  }

  function again() {
    clearTimeout(timer);
    if (failures >= FAILURES_BEFORE_POLLING && !watching) {
      polling = true;
      return poll();
    }
    setLink(state.view ? "reconnecting" : "connecting");
    const ceiling = Math.min(15000, 400 * 2 ** failures);
    timer = setTimeout(connect, (ceiling * (1 + Math.random())) / 2);
  }

  // Polling: the same gate and the same answers, only slower.

  async function poll() {
    if (stopped || socket) return;
    try {
      await refresh();
      if (state.link === "offline") lastSocketTry = 0;
      setLink("polling");
      for (const frame of pending.frames()) await deliver(frame);
    } catch (problem) {
      if (FATAL[problem.status]) return finish(FATAL[problem.status]);
      setLink("offline");
    }
    if (stopped) return;
    if (state.view?.phase === "ended") return finish("ended");
    if (Date.now() - lastSocketTry > SOCKET_RETRY_WHILE_POLLING) connect();
    clearTimeout(timer);
    timer = setTimeout(poll, POLL_EVERY);
  }

  async function refresh() {
    if (watching) return;
    const answer = await get(`${path}/events?after=${state.seq}`);
    if (state.epoch !== null && answer.epoch !== state.epoch) {
      // The server was restored from a copy: what was known may never have been.
      record.forget();
      return refresh();
    }
    record.takePage(answer);
    changed();
  }

  async function deliver({ ref, name, body }) {
    try {
      pending.settle(ref, { ok: true, ...(await post(`${path}/commands`, { ref, name, body })) });
      await refresh();
    } catch (problem) {
      // Only what the server really answered settles a command; anything else is sent again under the same ref.
      if (problem.status === 0 || problem.status >= 500) throw problem;
      pending.refuse(ref, problem);
    }
  }

  // What the person does.

  function command(name, body) {
    if (stopped) return Promise.reject(new Problem(409, { code: "not_sent" }));
    const { frame, answered } = pending.add(name, body);
    if (socket?.ready) socket.send(frame);
    else if (polling) deliver(frame).catch(() => setLink("offline"));
    return answered;
  }

  function typing() {
    if (!socket?.ready || Date.now() - lastTyping < TYPING_EVERY) return;
    lastTyping = Date.now();
    socket.send({ type: "typing" });
  }

  async function loadEarlier() {
    record.takeEarlier((await get(`${path}/events?after=0`)).events ?? []);
    changed();
  }

  // The end of it, and the world around it.

  function finish(link) {
    halt();
    pending.refuseAll(link === "ended" ? "ended" : "not_sent");
    state.link = link;
    changed();
  }

  function halt() {
    stopped = true;
    clearTimeout(timer);
    socket?.close();
    socket = null;
    removeEventListener("online", wake);
    removeEventListener("offline", asleep);
    document.removeEventListener("visibilitychange", wake);
  }

  function wake() {
    if (stopped || document.visibilityState === "hidden") return;
    if (socket) return socket.check();
    failures = Math.min(failures, 1);
    clearTimeout(timer);
    connect();
  }
  const asleep = () => setLink("offline");
  addEventListener("online", wake);
  addEventListener("offline", asleep);
  document.addEventListener("visibilitychange", wake);
  connect();

  return { state, command, typing, loadEarlier, stop: halt };
}
