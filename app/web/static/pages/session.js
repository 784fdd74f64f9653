// The session's screen: it draws `view` and `may`, and sends what the person decides.

import { announce } from "../announce.js";
import { actionsPart } from "../actions.js";
import { conversation } from "../conversation.js";
import { h, heading, replace } from "../dom.js";
import { liveSession } from "../live.js";
import { observingPart } from "../observing.js";
import { nowPart, privatePart, statusPart, topicPart } from "../now.js";
import { proposalsPart } from "../proposals.js";
import { standingPart } from "../standing.js";
import { draftsOf } from "../storage.js";
import { sentenceFor } from "../words/refusals.js";
import { LINKS, nowLine, titleOf, turnLabel } from "../words/phases.js";

export function sessionPage(root, { args: [id], go, signedOut }) {
  const part = (tag, props) => h(tag, props);
  const place = {
    head: part("div", { class: "session-head" }),
    status: part("div", { class: "status" }),
    now: part("section", { class: "now card", "aria-label": "Now", tabindex: "-1" }),
    topic: part("div"),
    observing: part("div"),
    actions: part("div"),
    proposals: part("section", { "aria-label": "Suggestions" }),
    mine: part("div"),
    log: part("section", { class: "conversation", "aria-label": "What was said" }),
    standing: part("div", { class: "standing-bar" }),
    problem: part("p", { class: "card problem", role: "alert", hidden: true }),
  };
  replace(root, place.head, place.status, h("div", { class: "columns" },
    h("div", { class: "column" }, place.now, place.observing, place.topic, place.problem, place.proposals, place.actions, place.mine),
    h("div", { class: "column" }, place.log)), place.standing);
  replace(place.head, heading("One moment…"));

  const drafts = draftsOf(id);
  const send = async (name, body) => {
    await live.command(name, body);
    say(null);
    announce("Sent.");
    showTop();
  };
  const press = (name, body) => send(name, body).catch((problem) => say(problem));
  const focusNow = () => place.now.focus({ preventScroll: true });

  const drawStatus = statusPart(place.status);
  const drawNow = nowPart(place.now);
  const drawTopic = topicPart(place.topic);
  const drawObserving = observingPart(place.observing, id);
  const drawActions = actionsPart(place.actions, { send, typing: () => live.typing(), drafts, focusNow });
  const drawProposals = proposalsPart(place.proposals, { press });
  const drawPrivate = privatePart(place.mine);
  const drawStanding = standingPart(place.standing, { send: (name, body) => live.command(name, body) });
  const log = conversation(place.log, { loadEarlier: () => live.loadEarlier() });
  let said = null;
  let titled = null;

  function say(problem) {
    place.problem.hidden = !problem;
    place.problem.textContent = problem ? sentenceFor(problem) : "";
  }

  function draw(state) {
    const { view, link } = state;
    if (link === "signed_out") return signedOut();
    if (!view) return drawNothing(link);
    drawTitle(view);
    drawStatus(state);
    drawNow(view);
    drawObserving(view);
    drawTopic(view);
    drawActions(view);
    drawProposals(view);
    drawPrivate(view);
    drawStanding(view);
    log.update(view, state.events);
    tell(view);
    if (view.phase === "ended") atTheEnd();
  }

  function drawTitle(view) {
    const step = view.step;
    const title = titleOf(view);
    const kicker = step && view.phase !== "ended" ? `Part ${step.index + 1} of ${step.count}` : null;
    if (titled === title + kicker) return;
    const hadFocus = place.head.contains(document.activeElement);
    titled = title + kicker;
    replace(place.head, heading(title, { kicker }));
    if (hadFocus) place.head.querySelector("h1").focus({ preventScroll: true });
  }

  // What changed for this person is said once: whose turn, and what to do.
  function tell(view) {
    const now = `${turnLabel(view)}. ${nowLine(view)}`;
    if (said !== null && said !== now) {
      announce(now);
      showTop();
    }
    said = now;
  }

  // The next step begins at the top of the screen, unless somebody is writing right now.
  function showTop() {
    if (!document.activeElement?.matches("textarea, input")) scrollTo({ top: 0, behavior: "auto" });
  }

  function drawNothing(link) {
    replace(place.status, h("p", { class: "link" }, LINKS[link] ?? ""));
    if (link === "gone") {
      replace(place.head, heading("Not open"));
      replace(place.now, h("p", null, LINKS.gone), h("a", { class: "button plain", href: "#/c" }, "Back"));
    }
  }

  function atTheEnd() {
    drafts.dropAll();
    if (place.actions.querySelector(".after")) return;
    place.actions.append(h("p", { class: "after" }, h("a", { class: "button primary", href: "#/c" }, "Back to your talks")));
  }

  const live = liveSession(id, {
    onChange: (state) => draw(state),
    onEvents: (events) => live.state.view && log.speak(live.state.view, events),
  });
  return () => live.stop();
}
