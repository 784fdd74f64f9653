// A rehearsal as two phones side by side. Time is moved by hand: by a slider, a step at a time, or left to run where motion is welcome.

import { announce } from "../announce.js";
import { button, h, replace } from "../dom.js";
import { PLAYERS } from "../words/template.js";

const SHOWN_LINES = 4;
const RUN_EVERY = 1400;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export function spelledTime(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return [hours && `${hours} h`, (minutes || hours) && `${minutes} min`, !hours && (rest || !minutes) && `${rest} s`].filter(Boolean).join(" ");
}

// Every moment at which something changed for either of the two, with the frame that each of them sees then.
export function moments(frames) {
  const times = [...new Set(frames.flat().map((frame) => frame.at_seconds))].sort((one, other) => one - other);
  const next = [0, 0];
  const found = [];
  for (const time of times) {
    const here = frames.map((side, who) => side.slice(next[who]).findIndex((frame) => frame.at_seconds > time)).map((count, who) => (count < 0 ? frames[who].length - next[who] : count));
    for (let step = 0; step < Math.max(...here); step += 1) {
      found.push({ time, at: frames.map((_, who) => next[who] + Math.min(step, here[who] - 1)) });
    }
    here.forEach((count, who) => { next[who] += count; });
  }
  return found;
}

export function playback(rehearsal) {
  const points = moments(rehearsal.frames);
  const phones = rehearsal.frames.map((frames, who) => phone(frames, { name: `${who === 0 ? "The first" : "The second"} partner`, player: rehearsal.players[who] }));
  const slider = h("input", { type: "range", min: "0", max: String(Math.max(points.length - 1, 0)), step: "1", value: "0", id: "moment" });
  const clock = h("p", { class: "clock" });
  let at = 0;
  let running = null;

  function show(next, { aloud = false } = {}) {
    at = Math.min(Math.max(next, 0), points.length - 1);
    const { time, at: frames } = points[at];
    phones.forEach((each, who) => each.show(frames[who]));
    const title = rehearsal.frames[0][Math.max(frames[0], 0)]?.title || "Before the talk";
    const text = `${spelledTime(time)} after the start: ${title}`;
    slider.value = String(at);
    slider.setAttribute("aria-valuetext", text);
    replace(clock, text);
    back.setAttribute("aria-disabled", String(at === 0));
    on.setAttribute("aria-disabled", String(at === points.length - 1));
    if (aloud) announce(text);
    if (at === points.length - 1) stop();
  }

  function stop() {
    clearInterval(running);
    running = null;
    run.textContent = "Let it run";
  }

  const back = button("Back", () => { stop(); show(at - 1, { aloud: true }); });
  const on = button("Next", () => { stop(); show(at + 1, { aloud: true }); });
  const run = button("Let it run", () => {
    if (running) return stop();
    if (at === points.length - 1) show(0);
    run.textContent = "Hold";
    running = setInterval(() => (run.isConnected ? show(at + 1) : stop()), RUN_EVERY);
  });
  // Nothing moves by itself for somebody who asked for that.
  run.hidden = still.matches;
  slider.addEventListener("input", () => { stop(); show(Number(slider.value)); });
  const element = h("div", { class: "column" },
    h("div", { class: "card player" }, h("label", { for: "moment" }, "Moment of the talk"), slider, clock, h("div", { class: "row" }, back, on, run)),
    h("div", { class: "phones" }, phones.map((each) => each.element)),
    rehearsal.shortened && h("p", { class: "hint" }, "This rehearsal was very long. A part in the middle is not shown."));
  if (points.length) show(0);
  return { element, stop };
}

function phone(frames, { name, player }) {
  const screen = h("div", { class: "column" });
  const element = h("figure", { class: "phone" }, h("figcaption", null, `${name}: ${(PLAYERS[player] ?? player).toLowerCase()}`), screen);
  let drawn = null;

  // What was said stays on the screen for a while, as it does on a real one.
  const said = (index) => frames.slice(0, index + 1).flatMap((frame) => frame.said).slice(-SHOWN_LINES);

  return {
    element,
    show: (index) => {
      if (index === drawn) return;
      drawn = index;
      replace(screen, index < 0 ? h("p", { class: "hint" }, "Not here yet.") : screenOf(frames[index], said(index)));
    },
  };
}

function screenOf(frame, said) {
  return [
    h("p", { class: "kicker" }, frame.step === null ? "Before the steps" : `Step ${frame.step + 1}`),
    h("p", { class: "now-line" }, frame.title || "Before the talk"),
    h("p", null, frame.guide),
    frame.prompt && frame.prompt !== frame.guide && h("p", { class: "hint" }, frame.prompt),
    frame.seconds_left !== null && frame.seconds_left < 86400 && h("p", { class: "countdown" }, `Time left: ${spelledTime(frame.seconds_left)}`),
    frame.level !== null && frame.level !== undefined && h("p", { class: "private card" }, `Their own number: ${frame.level}. Only they see it.`),
    said.length > 0 && h("ul", { class: "log" }, said.map(line)),
    frame.may.length > 0 && [h("p", { class: "who" }, "They can"), h("ul", { class: "may" }, frame.may.map((each) => h("li", null, each.opens_in ? `${each.title}, in ${spelledTime(each.opens_in)}` : each.title)))],
  ];
}

const WHO = { you: "This partner", partner: "The other" };

function line(each) {
  if (each.who === "nobody") return h("li", { class: "line note" }, each.what);
  return h("li", { class: `line words ${each.who === "you" ? "mine" : "theirs"}` }, h("p", { class: "who" }, `${WHO[each.who]} ${each.what}`), each.text && h("blockquote", null, each.text));
}
