// A talk as the therapist sees it whom both let in: what both see, and two suggestions. There is nothing here to say anything with.

import { announce } from "../announce.js";
import { remove } from "../api.js";
import { button, h, heading, region, replace } from "../dom.js";
import { liveSession } from "../live.js";
import { act, notHere } from "../parts.js";
import { toldLines } from "../practice/told_lines.js";
import { sentenceFor } from "../words/refusals.js";
import { LINKS, titleOf } from "../words/phases.js";
import { coupleInCare } from "./couple_in_care.js";

export async function watchingPage(root, { args: [couple, session], go }) {
  const back = `#/p/couples/${couple}`;
  let people;
  try {
    people = Object.fromEntries((await coupleInCare(couple)).people.map((one) => [one.id, one.name]));
  } catch (problem) {
    return notHere(root, problem, back);
  }
  const head = h("div", null, heading("One moment…"));
  const status = h("div", { class: "status" });
  const now = h("section", { class: "now card", "aria-label": "Now" });
  const acts = h("div", { class: "column" });
  const log = h("section", { class: "conversation", "aria-label": "What was said" });
  const problem = h("p", { class: "card problem", role: "alert", hidden: true });
  const leave = act("Go", async () => { await remove(`/v1/sessions/${encodeURIComponent(session)}/observing`); go(back); }, { said: "You are not there any more." });
  root.append(h("p", null, h("a", { href: back }, "Back to the couple")), head, status, now, problem, acts, log, leave);
  const drawStatus = region(status), drawNow = region(now), drawActs = region(acts), drawLog = region(log);
  const name = (id) => people[id] ?? "One of them";
  let titled = null;

  function draw({ view, link, events }) {
    if (!view || LINKS[link] && ["gone", "sharing_changed", "replaced"].includes(link)) return closed(link);
    if (titled !== titleOf(view)) replace(head, heading((titled = titleOf(view)), { kicker: view.step && `Part ${view.step.index + 1} of ${view.step.count}` }));
    drawStatus([view.partners, link], () => [
      h("p", { class: "hint" }, "Both see that you are here. You see what both see, and nothing that is private."),
      view.partners.map((one) => h("p", { class: `presence ${one.present ? "here" : "away"}` }, h("span", { class: "dot", "aria-hidden": "true" }), `${name(one.id)} is ${one.present ? "here" : "not here right now"}`)),
      LINKS[link] && h("p", { class: "link" }, LINKS[link])]);
    drawNow([view.phase, view.floor, view.purpose, view.step?.prompt], () => [
      h("p", { class: "now-line" }, view.floor ? `${name(view.floor)} has the turn.` : titleOf(view)),
      view.step?.prompt?.text && h("p", { class: "hint" }, view.step.prompt.text),
      view.purpose && h("p", { class: "hint" }, `This talk is for: ${view.purpose}`)]);
    drawActs([view.may, view.suggested_step], () => [
      view.suggested_step && h("p", { class: "hint" }, "You suggested the next step. It comes if both say yes."),
      view.may.map((one) => button(one.title, () => live.command(one.name, {}).then(() => say(null, "Suggested."), say)))]);
    drawLog([events], () => [h("h2", null, "What was said"), toldLines({ events, people })]);
  }

  function say(refused, done = null) {
    problem.hidden = !refused;
    problem.textContent = refused ? sentenceFor(refused) : "";
    if (done) announce(done);
  }

  // What was open is not shown a moment longer than both want it.
  function closed(link) {
    if (["connecting", "reconnecting"].includes(link)) return;
    replace(head, heading("Not open"));
    drawStatus([link], () => h("p", { class: "link" }, LINKS[link] ?? ""));
    for (const part of [drawNow, drawActs, drawLog]) part(null, () => []);
    leave.hidden = true;
  }

  const live = liveSession(session, { watching: true, onChange: draw, onEvents: () => {} });
  return () => live.stop();
}
