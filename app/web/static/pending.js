// Commands on their way. Each keeps its `ref` until the server has answered, so that it can be sent again and is done once.

import { Problem } from "./api.js";

// On the socket the places of a wrong form come inside the sentence: "/body/text too_long".
function placesIn(reply) {
  if (reply.code !== "invalid") return [];
  return [...String(reply.detail).matchAll(/(\/[\w/-]+) (\w+)/g)].map(([, pointer, code]) => ({ pointer, code }));
}

export function pendingCommands() {
  const waiting = new Map();

  function add(name, body) {
    const frame = { type: "command", ref: crypto.randomUUID(), name, body };
    const entry = { frame };
    const answered = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
    waiting.set(frame.ref, entry);
    return { frame, answered };
  }

  function settle(ref, reply) {
    if (reply.ok) waiting.get(ref)?.resolve(reply);
    else waiting.get(ref)?.reject(new Problem(409, { ...reply, errors: placesIn(reply) }));
    waiting.delete(ref);
  }

  function refuse(ref, problem) {
    waiting.get(ref)?.reject(problem);
    waiting.delete(ref);
  }

  return {
    add,
    settle,
    refuse,
    frames: () => [...waiting.values()].map((entry) => entry.frame),
    refuseAll: (code) => [...waiting.keys()].forEach((ref) => refuse(ref, new Problem(409, { code }))),
  };
}
