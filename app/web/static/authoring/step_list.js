// The steps in their order. They are moved by buttons, with the focus kept and the new place said, or dragged by the handle.

import { announce } from "../announce.js";
import { button, h, replace } from "../dom.js";
import { stepName, STEPS } from "../words/template.js";
import { stepCard } from "./step_card.js";

const FIXED = { calm_start: "first", frame: "second", closing: "last" };

export function stepList({ shape, steps, changed }) {
  const list = h("ol", { class: "plain-list steps" });
  const undo = h("div", { class: "undo" });
  let cards = [];

  const fresh = (step) => {
    const card = stepCard(step, { shape, changed, move, remove });
    dragBy(card);
    return card;
  };

  // A step that stands where it must stand stays there, and no other one takes its place.
  function pinned(index) {
    const kind = steps()[index]?.kind;
    if (FIXED[kind] === "first") return index === 0;
    if (FIXED[kind] === "second") return index === 1 && steps()[0]?.kind === "calm_start";
    return FIXED[kind] === "last" && index === steps().length - 1;
  }

  const mayGo = (from, to) => to >= 0 && to < steps().length && !pinned(from) && !pinned(to);

  function place() {
    cards.forEach((card, index) => card.place(index, { pinned: pinned(index), canUp: mayGo(index, index - 1), canDown: mayGo(index, index + 1) }));
  }

  function put(from, to) {
    const [step] = steps().splice(from, 1);
    steps().splice(to, 0, step);
    const [card] = cards.splice(from, 1);
    cards.splice(to, 0, card);
    list.insertBefore(card.element, cards[to + 1]?.element ?? null);
    place();
    changed();
    announce(`${step.title?.trim() || stepName(step)} is now step ${to + 1} of ${cards.length}.`);
  }

  function move(card, by) {
    const from = cards.indexOf(card);
    if (!mayGo(from, from + by)) return announce("It can go no further.");
    put(from, from + by);
    card.focusMove(by);
    card.element.scrollIntoView({ block: "nearest" });
  }

  function remove(card) {
    const index = cards.indexOf(card);
    const [step] = steps().splice(index, 1);
    cards.splice(index, 1);
    card.element.remove();
    place();
    changed();
    const back = button("Put it back", () => {
      add(step, Math.min(index, steps().length));
      replace(undo);
    });
    replace(undo, h("p", null, `“${step.title?.trim() || stepName(step)}” is removed.`), back);
    announce("Removed. You can put it back.");
    back.focus({ preventScroll: true });
  }

  function add(step, index) {
    const card = fresh(step);
    steps().splice(index, 0, step);
    cards.splice(index, 0, card);
    list.insertBefore(card.element, cards[index + 1]?.element ?? null);
    card.open();
    place();
    changed();
    announce(`${stepName(step)} is now step ${index + 1} of ${cards.length}.`);
    card.focus(`/steps/${index}/title`);
  }

  // Dragging works on the handle only, so that a finger on the card still scrolls the page.
  function dragBy(card) {
    const { handle, element } = card;
    let target = null;
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      target = cards.indexOf(card);
      element.classList.add("dragged");
    });
    handle.addEventListener("pointermove", (event) => {
      if (target === null) return;
      const from = cards.indexOf(card);
      target = cards.reduce((found, other, index) => (event.clientY > other.element.getBoundingClientRect().top ? index : found), 0);
      cards.forEach((other, index) => {
        const marks = index === target && mayReach(from, target);
        other.element.classList.toggle("drop-before", marks && target < from);
        other.element.classList.toggle("drop-after", marks && target > from);
      });
    });
    const end = (event) => {
      if (target === null) return;
      const [from, to] = [cards.indexOf(card), target];
      target = null;
      for (const other of cards) other.element.classList.remove("dragged", "drop-before", "drop-after");
      if (event.type === "pointerup" && from !== to && mayReach(from, to)) put(from, to);
    };
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
  }

  // Further than one place: every place on the way must give way.
  function mayReach(from, to) {
    const way = Math.sign(to - from);
    for (let each = from; each !== to; each += way) if (pinned(from) || pinned(each + way)) return false;
    return way !== 0;
  }

  const kinds = shape.kinds.map((kind) => h("option", { value: kind }, STEPS[kind]?.name ?? kind));
  const pick = h("select", { id: "new-step" }, kinds);
  pick.value = shape.kinds.includes("prompt") ? "prompt" : shape.kinds[0];
  const about = h("p", { class: "hint", id: "new-step-about" });
  const tell = () => { about.textContent = STEPS[pick.value]?.about ?? ""; };
  pick.setAttribute("aria-describedby", "new-step-about");
  pick.addEventListener("input", tell);
  tell();
  const more = h("div", { class: "card" }, h("label", { for: "new-step" }, "Another step"), pick, about, button("Add this step", () => add(shape.fresh(pick.value), whereToAdd(pick.value))));

  function whereToAdd(kind) {
    if (FIXED[kind] === "first") return 0;
    if (FIXED[kind] === "second") return Math.min(1, steps().length);
    const last = steps().length;
    return last && pinned(last - 1) ? last - 1 : last;
  }

  function draw() {
    cards = steps().map(fresh);
    replace(list, cards.map((card) => card.element));
    replace(undo);
    place();
  }

  function show(findings) {
    cards.forEach((card, index) => card.show(findings.filter((each) => each.where.startsWith(`/steps/${index}/`) || each.where === `/steps/${index}`)));
  }

  return { element: h("div", { class: "column" }, list, undo, more), draw, show, focus: (index, where) => cards[index]?.focus(where) };
}
