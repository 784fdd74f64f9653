// A template as a file on one's own device, and back. The service keeps no file.

import { Problem, request } from "../api.js";
import { h } from "../dom.js";
import { token } from "../storage.js";

export async function saveAs(path, name) {
  const response = await fetch(path, { headers: { Authorization: `Bearer ${token.get()}` }, cache: "no-store", credentials: "same-origin" }).catch(() => null);
  if (!response?.ok) throw new Problem(response?.status ?? 0, (await response?.json().catch(() => null)) ?? {});
  const address = URL.createObjectURL(await response.blob());
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export const takeIn = async (file) => request("POST", "/v1/me/templates/import", { toml: await file.text() });
