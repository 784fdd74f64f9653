// Keeps one session in step with the server: a socket that resumes, and polling when no socket can be had.
// It knows no rules. Every command waits here under its own `ref` until it is answered, so a lost connection loses no words.

import { Problem, get, post } from "./api.js";
import { learnServerTime } from "./clock.js";
import { openSocket } from "./socket.js";

const POLL_EVERY = 2500;
const SOCKET_FAILURES_BEFORE_POLLING = 3;
const SOCKET_RETRY_WHILE_POLLING = 20000;
const TYPING_EVERY = 5000;
// A socket that closes sooner than this was no success, however it began.
const LIVED = 5000;
const ENDING = { 4404: "gone", 4409: "replaced", 4410: "ended" };

// On the socket the places of a wrong form come inside the sentence: "/body/text too_long".
function placesIn(reply) {
  if (reply.code !== "invalid") return [];
  return [...String(reply.detail).matchAll(/(\/[\w/-]+) (\w+)/g)].map(([, pointer, code]) => ({ pointer, code }));
}

export function liveSession(id, { onChange, onEvents }) {
  const state = { view: null, events: [], epoch: null, seq: 0, link: "connecting", present: null };
  const pending = new Map();
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

  // What the server sends.

  function takeView(view) {
    if (!view || (state.view && view.epoch === state.view.epoch && view.seq < state.view.seq)) return;
    const oldStep = state.view?.step;
    // A prompt's text comes only when the step changes; until then the known one still holds.
    if (view.step?.prompt && !view.step.prompt.text && oldStep?.prompt?.key === view.step.prompt.key) {
      view.step.prompt.text = oldStep.prompt.text;
    }
    learnServerTime(view.now);
    state.view = view;
    if (view.partner && typeof view.partner.present === "boolean") state.present = view.partner.present;
  }

  function takeEvents(events, { fresh }) {
    const known = new Set(state.events.map((event) => event.seq));
    const news = events.filter((event) => !known.has(event.seq));
    state.events = [...state.events, ...news].sort((one, other) => one.seq - other.seq);
    if (fresh && news.length) onEvents(news);
  }

  function takeSnapshot(frame) {
    const resumed = state.epoch !== null;
    if (state.epoch !== frame.epoch) state.events = [];
    state.epoch = frame.epoch;
    state.view = null;
    takeView(frame.view);
    takeEvents(frame.events ?? [], { fresh: resumed });
    state.seq = frame.seq ?? frame.view?.seq ?? state.seq;
  }

  function takeEvent(frame) {
    if (frame.seq <= state.seq) return;
    // A hole in the row of numbers: ask again from what is known instead of guessing.
    if (frame.seq > state.seq + 1) return socket?.reopen();
    state.seq = frame.seq;
    takeEvents([frame], { fresh: true });
    takeView(frame.view);
  }

  const takers = {
    snapshot: takeSnapshot,
    event: takeEvent,
    view: (frame) => takeView(frame.view),
    reply: (frame) => settle(frame.ref, frame),
    presence: (frame) => {
      const partner = state.view?.partner?.id;
      if (partner) state.present = (frame.present ?? []).includes(partner);
    },
    pong: (frame) => learnServerTime(frame.now),
  };

  // The socket.

  async function connect() {
    if (stopped || socket) return;
    lastSocketTry = Date.now();
    if (!polling) setLink(state.view ? "reconnecting" : "connecting");
    let ticket;
    try {
      ticket = await post(`${path}/tickets`);
    } catch (problem) {
      return refusedTicket(problem);
    }
    if (stopped || socket) return;
    const seen = state.epoch === null ? undefined : { epoch: state.epoch, seq: state.seq };
    socket = openSocket(ticket, {
      hello: { type: "hello", ticket: ticket.ticket, seen },
      onFrame: (frame) => {
        takers[frame.type]?.(frame);
        if (frame.type !== "pong") changed();
      },
      onReady: () => {
        readyAt = Date.now();
        polling = false;
        clearTimeout(timer);
        setLink("live");
        for (const each of pending.values()) socket.send(each.frame);
      },
      onClose: closed,
    });
  }

  function refusedTicket(problem) {
    if (problem.status === 401) return finish("signed_out");
    if (problem.status === 404) return finish("gone");
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
    if (failures >= SOCKET_FAILURES_BEFORE_POLLING) {
      polling = true;
      return poll();
    }
    setLink(state.view ? "reconnecting" : "connecting");
    const ceiling = Math.min(15000, 400 * 2 ** failures);
    timer = setTimeout(connect, ceiling / 2 + Math.random() * (ceiling / 2));
  }

  // Polling: the same gate and the same answers, only slower.

  async function poll() {
    if (stopped || socket) return;
    try {
      await refresh();
      const wasAway = state.link === "offline";
      setLink("polling");
      if (wasAway) lastSocketTry = 0;
      for (const each of pending.values()) await deliver(each);
    } catch (problem) {
      if (problem.status === 401) return finish("signed_out");
      if (problem.status === 404) return finish("gone");
      setLink("offline");
    }
    if (stopped) return;
    if (state.view?.phase === "ended") return finish("ended");
    if (Date.now() - lastSocketTry > SOCKET_RETRY_WHILE_POLLING) connect();
    timer = setTimeout(poll, POLL_EVERY);
  }

  async function refresh() {
    const answer = await get(`${path}/events?after=${state.epoch === null ? 0 : state.seq}`);
    if (state.epoch !== null && answer.epoch !== state.epoch) {
      state.epoch = null;
      state.seq = 0;
      state.events = [];
      return refresh();
    }
    const first = state.epoch === null;
    state.epoch = answer.epoch;
    takeEvents(answer.events ?? [], { fresh: !first });
    state.seq = Math.max(state.seq, answer.seq ?? 0);
    takeView(answer.view);
    changed();
  }

  // Commands.

  function command(name, body) {
    if (stopped) return Promise.reject(new Problem(409, { code: "not_sent" }));
    const ref = crypto.randomUUID();
    const frame = { type: "command", ref, name, body };
    return new Promise((resolve, reject) => {
      const entry = { frame, resolve, reject };
      pending.set(ref, entry);
      if (socket?.ready) socket.send(frame);
      else if (polling) deliver(entry).catch(() => setLink("offline"));
    });
  }

  async function deliver(entry) {
    const { ref, name, body } = entry.frame;
    try {
      settle(ref, { ok: true, ...(await post(`${path}/commands`, { ref, name, body })) });
      await refresh();
    } catch (problem) {
      // Only what the server really answered settles a command; anything else is sent again under the same ref.
      if (problem.status === 0 || problem.status >= 500) throw problem;
      reject(ref, problem);
    }
  }

  function settle(ref, reply) {
    const entry = pending.get(ref);
    if (!entry) return;
    pending.delete(ref);
    if (reply.ok) entry.resolve(reply);
    else entry.reject(new Problem(409, { ...reply, errors: placesIn(reply) }));
  }

  function reject(ref, problem) {
    pending.get(ref)?.reject(problem);
    pending.delete(ref);
  }

  function typing() {
    if (!socket?.ready || Date.now() - lastTyping < TYPING_EVERY) return;
    lastTyping = Date.now();
    socket.send({ type: "typing" });
  }

  async function loadEarlier() {
    const answer = await get(`${path}/events?after=0`);
    takeEvents(answer.events ?? [], { fresh: false });
    changed();
  }

  // The end of it, and the world around it.

  function finish(link) {
    halt();
    for (const ref of [...pending.keys()]) reject(ref, new Problem(409, { code: link === "ended" ? "ended" : "not_sent" }));
    setLink(link);
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
