// A copy of what is yours, as a file on your own device. The service keeps none.

import { post } from "../api.js";
import { h } from "../dom.js";
import { ask, fold } from "../parts.js";

export function exportFold() {
  return fold("Take your data with you",
    h("p", null, "You get one file with what you wrote and what you both share. Whoever opens the file can read it."),
    ask({
      command: "export", submitLabel: "Save the file", said: "The file is saved.",
      fields: {
        include_private: { schema: { type: "boolean" }, optional: true, label: "With my own pages, notes and numbers", hint: "This needs your password." },
        password: { schema: { type: "string", maxLength: 200 }, optional: true, label: "Your password", type: "password" },
      },
      onSubmit: async ({ include_private, password }) => save(await post("/v1/me/export", { include_private: Boolean(include_private), ...(include_private && password ? { password } : {}) })),
    }));
}

// The name says nothing: it stays behind in lists of downloads.
function save(found) {
  const address = URL.createObjectURL(new Blob([JSON.stringify(found, null, 2)], { type: "application/json" }));
  const link = h("a", { href: address, download: `data-${new Date().toISOString().slice(0, 10)}.json` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
