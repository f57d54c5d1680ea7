// Talks to the service: asks with streaming, falls back to the whole body, and says in one word why a request failed.

const SILENCE_MS = 60_000; // a stream that says nothing for so long is lost
const DEFAULT_WAIT_S = 10;
const TOKEN_S = 60; // how long a token lasts whose host does not say
const TOKEN_MS = 15000; // a token endpoint that does not answer

/** Why a request failed: `kind` is a key of words.failed, `detail` the service's own sentence, `retryAfter` in seconds. */
export class AskFailed extends Error {
  constructor(kind, { detail = "", status = 0, retryAfter = 0 } = {}) {
    super(detail || kind);
    Object.assign(this, { kind, detail, status, retryAfter, until: Date.now() + retryAfter * 1000 });
  }
}

/** One service: its address, and the host's address that hands out tokens, or a token that the page has, if there is one. */
export class Service {
  #base;
  #tokenEndpoint;
  #token = null; // a promise, so that those who need one at the same time ask once
  #renewAt = 0;
  #tables = new Map();

  constructor(base, { tokenEndpoint = "", token = "" } = {}) {
    this.#base = base;
    this.#tokenEndpoint = tokenEndpoint;
    if (!token || tokenEndpoint) return;
    this.#token = Promise.resolve(token);
    this.#renewAt = Infinity; // there is nowhere to get another
  }

  get base() {
    return this.#base;
  }

  /** Whether a page of the service opens only with a token in its address. */
  get wantsToken() {
    return Boolean(this.#tokenEndpoint || this.#token);
  }

  /** Return the address under which a page of the service opens now; another's page gets no token. Throws AskFailed. */
  async withToken(address) {
    const url = new URL(address);
    if (url.origin !== new URL(this.#base).origin) return address;
    url.searchParams.set("token", await this.#currentToken());
    return url.href;
  }

  /**
   * Ask a question and return the whole answer. `onPart(event, data)` is told of what arrives before: `interpretation`,
   * `citation`, and `answer` with `delta`, a piece of text, which with `replace` stands for all before it. Throws AskFailed, or AbortError when `signal` stops it.
   */
  async ask(question, { signal, onPart }) {
    const response = await this.#send("v1/ask", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream, application/json;q=0.9" },
      body: JSON.stringify(question),
      signal,
    });
    const streamed = (response.headers.get("content-type") ?? "").startsWith("text/event-stream");
    try {
      return streamed ? await readStream(response.body, onPart, signal) : await response.json();
    } catch (error) {
      if (error instanceof AskFailed || signal.aborted) throw error;
      throw new AskFailed("lost");
    }
  }

  /** Return what can be typed or asked next; nothing when that fails: suggestions are a convenience. */
  async suggest(query, { plans = [], count = 8, language = "zh", signal } = {}) {
    const search = new URLSearchParams({ q: query, k: String(count), lang: language });
    for (const plan of plans) search.append("plan_id", plan);
    try {
      return (await (await this.#send(`v1/suggest?${search}`, { signal })).json()).suggestions;
    } catch {
      return [];
    }
  }

  /** Return the tables of a plan, fetched once; none when that fails. */
  tables(planId) {
    if (!this.#tables.has(planId)) {
      const found = this.#send(`v1/plans/${encodeURIComponent(planId)}/tables`)
        .then((response) => response.json())
        .then((body) => body.tables)
        .catch(() => {
          this.#tables.delete(planId);
          return [];
        });
      this.#tables.set(planId, found);
    }
    return this.#tables.get(planId);
  }

  /** Store a rating. Throws AskFailed. */
  async rate(answerId, rating, comment) {
    const body = { answer_id: answerId, rating, ...(comment ? { comment } : {}) };
    await this.#send("v1/feedback", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  async #send(path, options = {}, again = true) {
    const headers = { ...options.headers };
    if (this.wantsToken) headers.authorization = `Bearer ${await withinTime(this.#currentToken(), options.signal)}`;
    let response;
    try {
      // A proxy in front of the service and the page may know the reader by a cookie; another origin gets none.
      response = await fetch(new URL(path, this.#base), { ...options, headers, credentials: "same-origin" });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw notReached();
    }
    if (response.ok) return response;
    if (response.status === 401 && this.#tokenEndpoint && again) {
      this.#token = null; // expired: ask the host for a new one, once
      return this.#send(path, options, false);
    }
    throw await failureOf(response);
  }

  #currentToken() {
    if (!this.#token || Date.now() >= this.#renewAt) {
      this.#renewAt = Infinity; // until it is there
      this.#token = this.#newToken().catch((error) => {
        this.#token = null;
        throw error;
      });
    }
    return this.#token;
  }

  async #newToken() {
    let response;
    try {
      response = await fetch(this.#tokenEndpoint, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(TOKEN_MS) });
    } catch {
      throw notReached();
    }
    const failure = response.ok ? null : await failureOf(response);
    if (failure && failure.kind !== "invalid") throw failure;
    const { token, expires_in: lasts = TOKEN_S } = (await response.json().catch(() => null)) ?? {};
    if (failure || typeof token !== "string" || !token) throw new AskFailed("denied", { status: response.status });
    // Renewed a little early, so that it does not run out on its way.
    this.#renewAt = Date.now() + (lasts - 5) * 1000;
    return token;
  }
}

const notReached = () => new AskFailed(navigator.onLine === false ? "offline" : "unreachable");

async function failureOf(response) {
  const { status } = response;
  const problem = await response.json().catch(() => ({}));
  const detail = typeof problem.detail === "string" ? problem.detail : "";
  const retryAfter = secondsOf(response.headers.get("retry-after"));
  if (status === 429) return new AskFailed("limited", { detail, status, retryAfter: retryAfter || DEFAULT_WAIT_S });
  if (status === 502 || status === 503 || status === 504) return new AskFailed("busy", { detail, status, retryAfter });
  if (status === 401 || status === 403) return new AskFailed("denied", { detail, status });
  if (status >= 400 && status < 500) return new AskFailed("invalid", { detail, status });
  return new AskFailed("server", { detail, status });
}

/** Return the seconds that a Retry-After header asks for: a number, or a date. */
function secondsOf(header) {
  if (!header) return 0;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : 0;
}

async function readStream(stream, onPart, signal) {
  for await (const { event, data } of eventsOf(stream, signal)) {
    const value = parse(data);
    if (event === "done") return value;
    if (event === "error") throw new AskFailed("server", { detail: value?.detail ?? "" });
    if (event === "interpretation" || event === "citation" || event === "answer") onPart(event, value);
  }
  throw new AskFailed("lost");
}

/** Yield the server-sent events of a stream of bytes. */
async function* eventsOf(stream, signal) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let buffer = "";
  try {
    for (;;) {
      const { done, value } = await withinTime(reader.read(), signal);
      if (done) return;
      // A carriage return at the end of a piece may be half of a line end.
      buffer = (buffer + decoder.decode(value, { stream: true })).replace(/\r\n|\r(?!$)/g, "\n");
      const blocks = buffer.split("\n\n");
      buffer = blocks.pop();
      for (const block of blocks) {
        const found = eventOf(block);
        if (found) yield found;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function eventOf(block) {
  let event = "message";
  const data = [];
  for (const line of block.split("\n")) {
    const match = /^(event|data): ?(.*)$/.exec(line);
    if (match?.[1] === "event") event = match[2];
    else if (match) data.push(match[2]);
  }
  return data.length ? { event, data: data.join("\n") } : null;
}

async function withinTime(reading, signal) {
  let timer;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new AskFailed("lost")), SILENCE_MS);
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([reading, silence]);
  } finally {
    clearTimeout(timer);
  }
}

function parse(data) {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
