// One couple: ask for a talk, answer a wish to talk, see what you agreed on, and step out.

import { get, list, post } from "../api.js";
import { announce } from "../announce.js";
import { clockTime, millisecondsUntil } from "../clock.js";
import { button, h, heading, region } from "../dom.js";
import { stateLines } from "../agreement_words.js";
import { agreementKind } from "../proposals.js";
import { askForm } from "../talk_ask.js";
import { requestCard } from "../talk_card.js";
import { sentenceFor } from "../words/refusals.js";
import { codeCard, partnerOf } from "./couples.js";

const LOOK_EVERY = 3000;

export async function couplePage(root, { args: [id], go }) {
  const path = `/v1/couples/${encodeURIComponent(id)}`;
  let couple;
  try {
    couple = (await get(path)).couple;
  } catch (problem) {
    root.append(...heading("Not here"), h("p", { role: "alert" }, sentenceFor(problem)), h("a", { class: "button plain", href: "#/c" }, "Back"));
    return undefined;
  }
  const partner = partnerOf(couple);
  const name = partner?.name ?? null;
  root.append(...heading(name ? `You and ${name}` : "Waiting for your partner"));
  if (!name) root.append(waitingCard(couple, path));

  const requests = h("section", { "aria-label": "Talks" });
  const ask = h("section", { "aria-label": "Ask for a talk" });
  const agreements = h("section", { "aria-label": "What you agreed on" });
  root.append(requests, ask, ...(name ? [between(id)] : []), agreements, leaveSection(path, go));
  if (name) ask.append(await askForm({ path, name, couple: id, changed: () => look() }));

  const drawRequests = region(requests);
  const drawAgreements = region(agreements);
  let known = null;

  async function look() {
    try {
      const [requests, talks] = await Promise.all([list(`${path}/talk-requests`), list(`${path}/sessions`)]);
      const running = talks.filter((talk) => !talk.ended_at).sort((one, other) => Date.parse(one.opens_at) - Date.parse(other.opens_at));
      const earlier = talks.filter((talk) => talk.ended_at);
      const open = requests.filter(isOpen);
      tellNews([...running, ...open]);
      drawRequests([running, open, earlier], () => [
        running.length + open.length > 0 && [h("h2", null, "Talks"), h("ul", { class: "plain-list" }, running.map(talkCard), open.map((request) => requestCard(request, { name, go, changed: look })))],
        earlier.length > 0 && h("details", { class: "card fold" }, h("summary", null, "Earlier talks"), h("ul", null, earlier.map(earlierLink))),
      ]);
    } catch {
      // The page goes on showing what it knows and asks again.
    }
  }

  function tellNews(open) {
    const key = JSON.stringify(open.map((each) => [each.id, each.state]));
    if (known !== null && known !== key && open.length) announce("There is news about a talk.");
    known = key;
  }

  async function lookAtAgreements() {
    try {
      const found = await list(`${path}/agreements`);
      drawAgreements(found, () => [h("h2", null, "What you agreed on"), found.length ? h("ul", { class: "plain-list" }, found.map((each) => agreementCard(each, { partner, you: couple.members.find((member) => member.you) }, { id, path, changed: lookAtAgreements }))) : h("p", { class: "empty" }, "Nothing yet. A talk can end well without an agreement, too.")]);
    } catch {
      drawAgreements([], () => []);
    }
  }

  if (name) await Promise.all([look(), lookAtAgreements()]);
  const watching = setInterval(async () => {
    if (document.visibilityState !== "visible") return;
    if (name) return look();
    const now = await get(path).catch(() => null);
    if (now && partnerOf(now.couple)) go(`#/c/${id}`);
  }, LOOK_EVERY);
  return () => clearInterval(watching);
}

const PLACES = { week: "Weekly check-in", kind: "Kind words and plans", agreements: "What you agreed on", "taken-on": "Taken on", progress: "Looking back", therapists: "A therapist for the two of you" };

function between(id) {
  return h("nav", { "aria-label": "Between talks" }, h("ul", { class: "plain-list" }, Object.entries(PLACES).map(([place, title]) => h("li", null, h("a", { class: "card link-card", href: `#/c/${id}/${place}` }, h("span", null, title), h("span", { "aria-hidden": "true" }, "›"))))));
}

// The newest wish that came to nothing is still shown; older ones would only pile up.
function isOpen(request, index) {
  return ["pending", "another_time_offered"].includes(request.state) || (index === 0 && request.asked_by_you && request.state === "not_scheduled");
}

function talkCard(talk) {
  const later = talk.phase === "lobby" && millisecondsUntil(talk.opens_at) > 0;
  const line = talk.phase !== "lobby" ? "Your talk is open." : later ? `The talk is set for ${clockTime(talk.opens_at)}.` : "The talk is set.";
  return h("li", { class: "card" }, h("p", { class: "who" }, line), h("a", { class: "button primary", href: `#/s/${talk.id}` }, "Go to the talk"));
}

function earlierLink(talk) {
  return h("li", null, h("a", { href: `#/s/${talk.id}` }, clockTime(talk.created_at)));
}

function agreementCard(item, people, { id, path, changed }) {
  const mine = item.scope !== "personal" || item.owner === people.you.id;
  const message = h("p", { role: "alert" });
  const end = button("Take back my yes", async () => {
    try {
      await post(`${path}/agreements/${item.id}/end`);
      await changed();
    } catch (problem) {
      message.textContent = sentenceFor(problem);
    }
  });
  return h("li", { class: "card" },
    h("p", { class: "who" }, agreementKind(item, people)),
    h("blockquote", null, item.text ?? "These words were removed."),
    stateLines(item),
    h("a", { class: "button plain", href: `#/c/${id}/agreements/${item.id}` }, "Look at it", h("span", { class: "unseen" }, `: ${item.text ?? "an agreement"}`)),
    ["active", "review_due"].includes(item.state) && mine && h("details", { class: "more" }, h("summary", null, "End it"), h("p", null, "This works at once, alone and without a reason. For both of you it then no longer counts."), end, message));
}

function waitingCard(couple, path) {
  const result = h("div");
  const again = button("Make a new code", async () => {
    try {
      result.replaceChildren(codeCard((await post(`${path}/invitations`)).invitation));
      result.querySelector("output").focus();
    } catch (problem) {
      result.replaceChildren(h("p", { role: "alert" }, sentenceFor(problem)));
    }
  });
  const line = couple.invitation?.state === "expired" ? "The code is too old now. You can make a new one." : "Your partner has not used the code yet. This page changes by itself when they do.";
  return h("section", { class: "card", "aria-label": "Waiting" }, h("p", null, line), h("p", { class: "hint" }, "A new code makes the old one stop working."), again, result);
}

function leaveSection(path, go) {
  const message = h("p", { role: "alert" });
  const leave = button("Disconnect", async () => {
    try {
      await post(`${path}/leave`);
      go("#/c");
    } catch (problem) {
      message.textContent = sentenceFor(problem);
    }
  });
  return h("details", { class: "card fold" }, h("summary", null, "Stop being connected"),
    h("p", null, "This works at once and needs nobody's yes. A talk that is running ends. Your partner is not told why."), leave, message);
}
