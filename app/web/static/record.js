// What is known of one session: its view and its events, each once and in order, however they came.

import { learnServerTime } from "./clock.js";

export function sessionRecord({ onEvents }) {
  const state = { view: null, events: [], epoch: null, seq: 0, link: "connecting", present: null };

  function takeView(view) {
    if (!view || (state.view && view.seq < state.view.seq)) return;
    const known = state.view?.step?.prompt;
    // A prompt's text may come only when the step changes; until then the known one still holds.
    if (view.step?.prompt && !view.step.prompt.text && known?.key === view.step.prompt.key) view.step.prompt.text = known.text;
    learnServerTime(view.now);
    state.view = view;
    if (typeof view.partner?.present === "boolean") state.present = view.partner.present;
  }

  function takeEvents(events, { tell }) {
    const known = new Set(state.events.map((event) => event.seq));
    const news = events.filter((event) => !known.has(event.seq));
    state.events = [...state.events, ...news].sort((one, other) => one.seq - other.seq);
    if (tell && news.length) onEvents(news);
  }

  function takeSnapshot(frame) {
    const before = state.epoch === frame.epoch ? state.seq : null;
    Object.assign(state, { epoch: frame.epoch, seq: frame.seq, view: null, events: frame.events ?? [] });
    takeView(frame.view);
    const news = before === null ? [] : state.events.filter((event) => event.seq > before);
    if (news.length) onEvents(news);
  }

  // False when a number is missing in the row: then it is better to ask again than to guess.
  function takeEvent(frame) {
    if (frame.seq <= state.seq) return true;
    if (frame.seq > state.seq + 1) return false;
    state.seq = frame.seq;
    takeEvents([frame], { tell: true });
    takeView(frame.view);
    return true;
  }

  function takePage(answer) {
    const isFirst = state.epoch === null;
    state.epoch = answer.epoch;
    takeEvents(answer.events ?? [], { tell: !isFirst });
    state.seq = Math.max(state.seq, answer.seq ?? 0);
    takeView(answer.view);
  }

  function takePresence(frame) {
    const partner = state.view?.partner?.id;
    if (partner) state.present = (frame.present ?? []).includes(partner);
    // Somebody who watches comes and goes like anybody else, and never unseen.
    for (const one of state.view?.observers ?? []) one.present = (frame.present ?? []).includes(one.id);
    for (const one of state.view?.partners ?? []) one.present = (frame.present ?? []).includes(one.id);
  }

  function forget() {
    Object.assign(state, { epoch: null, seq: 0, events: [], view: null });
  }

  const takeEarlier = (events) => takeEvents(events, { tell: false });
  return { state, takeView, takeSnapshot, takeEvent, takePage, takePresence, takeEarlier, forget };
}
