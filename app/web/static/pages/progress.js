// What the last weeks were like, as a picture and in words. It compares nobody and promises nothing.

import { get, picture } from "../api.js";
import { h, heading, replace } from "../dom.js";
import { ask, dayText, fold, notHere, oneOf, section } from "../parts.js";

const WINDOWS = { 7: "7 days", 30: "30 days", 90: "90 days" };

export async function progressPage(root, { args: [couple] }) {
  const path = `/v1/couples/${encodeURIComponent(couple)}/progress`;
  const together = h("div", { class: "column" });
  const own = h("div", { class: "column" });
  async function draw(days) {
    const query = `?days=${days}`;
    const [both, mine, bothPicture, ownPicture] = await Promise.all([get(path + query), get(`/v1/me/progress${query}`), picture(`${path}.svg${query}`), picture(`/v1/me/progress.svg${query}`)]);
    replace(together, drawn(bothPicture, "The same in words stands below."), togetherInWords(both));
    replace(own, drawn(ownPicture, "The same in words stands below."), ownInWords(mine));
  }
  const choose = ask({
    command: "window", submitLabel: "Show these days", said: "Shown.",
    fields: { days: { schema: oneOf(WINDOWS), label: "How far back?", names: WINDOWS } },
    onSubmit: async ({ days }) => draw(days),
  });
  root.append(...heading("Looking back"), h("p", { class: "hint" }, "Getting better is not a straight line. Nothing here is a mark, and nobody is compared."), fold("Other days", choose), section("The two of you", together), section("For you alone", own));
  try {
    await draw(30);
  } catch (problem) {
    notHere(root, problem, `#/c/${couple}`);
  }
}

function drawn(address, alt) {
  return h("img", { class: "picture", src: address, alt });
}

function togetherInWords(found) {
  return [
    h("p", { class: "hint" }, `From ${dayText(found.since)} to ${dayText(found.until)}`),
    h("ul", null,
      h("li", null, `Talks that you finished: ${found.talks_finished}`),
      h("li", null, `Times you came back after a pause: ${found.returns_after_pauses}`),
      h("li", null, `Check-ins that you both answered: ${found.check_ins_together}`),
      h("li", null, `Agreements that count now: ${found.agreements_in_force}`),
      found.appreciated && h("li", null, "There were kind words.")),
    keptInWords(found.kept),
  ];
}

function ownInWords(found) {
  return [
    found.talks.length > 0
      ? h("table", null,
        h("caption", { class: "hint" }, "Your own numbers, from 0 to 10. Only you see them."),
        h("thead", null, h("tr", null, ["Talk", "Before", "After", "Safe", "Understood", "Had a say"].map((title) => h("th", { scope: "col" }, title)))),
        h("tbody", null, found.talks.map((talk) => h("tr", null, h("th", { scope: "row" }, dayText(talk.started_at.slice(0, 10))), [talk.before, talk.after, talk.safe, talk.understood, talk.had_a_say].map((value) => h("td", null, value ?? "–"))))))
      : h("p", { class: "hint" }, "Your numbers from talks are shown here, to you alone."),
    keptInWords(found.kept),
  ];
}

function keptInWords(kept) {
  const found = kept.filter((one) => one.came_round > 0);
  return found.length > 0 && h("ul", null, found.map((one) => h("li", null, `${one.kind === "ritual" ? "A habit" : "A promise"}: kept ${one.kept} of ${one.came_round} times`)));
}
