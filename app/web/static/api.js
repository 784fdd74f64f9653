// Talks to the service over HTTP. The token goes into a header and nowhere else.

import { token } from "./storage.js";

export class Problem extends Error {
  constructor(status, body = {}) {
    super(body.code ?? `http_${status}`);
    this.status = status;
    this.code = body.code ?? (status === 0 ? "offline" : "unknown");
    this.detail = body.detail ?? null;
    this.errors = body.errors ?? [];
    this.retryAt = body.retry_at ?? null;
    this.review = body.review ?? null;
  }
}

export async function request(method, path, body, { keepalive = false, cache = "no-store", onLoginRequired = loginRequired } = {}) {
  const sent = token.get();
  const headers = { Accept: "application/json" };
  if (sent) headers.Authorization = `Bearer ${sent}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    // There are no cookies; "same-origin" is what lets the answer to a log-out clear what the browser kept.
    response = await fetch(path, { method, headers, body: payload, keepalive, cache, credentials: "same-origin" });
  } catch {
    throw new Problem(0);
  }
  const answer = await readJson(response);
  if (response.ok) return answer;
  const problem = new Problem(response.status, answer ?? {});
  // Only the login that was really sent may be thrown away: an old answer must not end a new login.
  if (problem.code === "login_required" && sent && sent === token.get()) onLoginRequired();
  throw problem;
}

async function readJson(response) {
  const text = await response.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

let loginRequired = () => {};

export function whenLoginRequired(callback) {
  loginRequired = callback;
}

export const get = (path) => request("GET", path);
export const post = (path, body = {}) => request("POST", path, body);
export const put = (path, body = {}) => request("PUT", path, body);
export const patch = (path, body) => request("PATCH", path, body);
export const remove = (path, body) => request("DELETE", path, body);

export async function list(path) {
  // The longest page there is: nobody looks for what is further back by leafing here.
  const answer = await get(`${path}${path.includes("?") ? "&" : "?"}limit=100`);
  return answer?.data ?? [];
}

// An image element sends no login, so the picture is fetched here and handed over as data. It is drawn, never run.
export async function picture(path) {
  const response = await fetch(path, { headers: { Authorization: `Bearer ${token.get()}` }, cache: "no-store", credentials: "same-origin" }).catch(() => null);
  if (!response?.ok) throw new Problem(response?.status ?? 0);
  const bytes = new TextEncoder().encode(await response.text());
  return `data:image/svg+xml;base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`;
}

const schemas = new Map();

export function schemaOf(path) {
  if (!schemas.has(path)) {
    const loading = request("GET", path, undefined, { cache: "default" });
    loading.catch(() => schemas.delete(path));
    schemas.set(path, loading);
  }
  return schemas.get(path);
}
