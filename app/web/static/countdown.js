// Shows the time left and says it aloud only a few times: a clock that talks every second helps nobody.

import { announce } from "./announce.js";
import { clockTime, millisecondsUntil, spell } from "./clock.js";
import { h } from "./dom.js";

const SPOKEN_AT = [300, 60, 20];

export function countdown(stamp, { before, after, aloud = true }) {
  const element = h("p", { class: "countdown", role: "timer", "aria-live": "off" });
  let over = null;
  let spoken = SPOKEN_AT.filter((seconds) => millisecondsUntil(stamp) > seconds * 1000);

  const tick = () => {
    const left = millisecondsUntil(stamp);
    const isOver = left <= 0;
    const text = isOver ? after : before(spell(left), clockTime(stamp));
    if (element.textContent !== text) element.textContent = text;
    if (aloud && isOver && over === false) announce(after);
    over = isOver;
    const due = spoken.filter((seconds) => left <= seconds * 1000);
    if (!due.length) return;
    spoken = spoken.filter((seconds) => !due.includes(seconds));
    if (aloud && !isOver) announce(before(spell(left), clockTime(stamp)));
  };
  return { element, tick, isOver: () => millisecondsUntil(stamp) <= 0 };
}

// One ticker for everything on the screen that counts; it drops what has left the page.
const counting = new Set();
let ticker = null;

export function keepCounting(item) {
  counting.add(item);
  item.tick();
  ticker ??= setInterval(() => {
    for (const each of counting) {
      if (each.seen && !each.element.isConnected) counting.delete(each);
      else {
        each.seen = each.seen || each.element.isConnected;
        each.tick();
      }
    }
    if (!counting.size) {
      clearInterval(ticker);
      ticker = null;
    }
  }, 500);
  return item.element;
}
