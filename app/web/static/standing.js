// Pause, help and leave: always at the same place, always one act away, and never asking "are you sure".

import { announce } from "./announce.js";
import { button, h } from "./dom.js";
import { sentenceFor } from "./words/refusals.js";

export function standingPart(element, { send }) {
  const message = h("p", { class: "standing-message", role: "alert" });
  const press = async (name, body, done) => {
    message.textContent = "";
    try {
      await send(name, body);
      if (done) announce(done);
    } catch (problem) {
      message.textContent = sentenceFor(problem);
    }
  };

  const panel = h("div", { class: "card help-panel", hidden: true, role: "region", "aria-label": "Help" });
  const pause = button("Pause", () => press("pause", {}), { kind: "standing" });
  const help = button("Help", () => toggle(panel.hidden), { kind: "standing", "aria-expanded": "false" });
  const leave = button("Leave", () => press("leave", {}), { kind: "standing" });

  function toggle(open) {
    panel.hidden = !open;
    help.setAttribute("aria-expanded", String(open));
    if (open) panel.querySelector("button")?.focus();
    else help.focus();
  }

  const ask = (whom) => async () => {
    toggle(false);
    await press("help", { for: whom });
  };
  panel.append(
    h("p", null, "Help pauses the talk. To your partner it looks like any other pause."),
    h("p", { class: "hint" }, "Nobody is watching this talk. If you are in danger, call your local emergency number."),
    h("div", { class: "row" }, button("Help for me", ask("self"), { kind: "primary" }), button("Help for us both", ask("us")), button("Close", () => toggle(false))),
  );
  panel.addEventListener("keydown", (event) => event.key === "Escape" && toggle(false));
  element.append(panel, message, h("div", { class: "standing-row", role: "group", "aria-label": "Always here" }, pause, help, leave));

  return (view) => {
    const may = new Set((view.may ?? []).map((action) => action.name));
    element.hidden = view.phase === "ended";
    for (const [name, control] of [["pause", pause], ["help", help], ["leave", leave]]) control.disabled = !may.has(name);
    if (!may.has("help")) panel.hidden = true;
  };
}
