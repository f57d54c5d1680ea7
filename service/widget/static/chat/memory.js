// The conversation of this tab: kept over a reload, gone with the tab.

const MOST_TURNS = 20;
const MOST_MESSAGES = 20; // as POST /v1/ask accepts
const LONGEST_MESSAGE = 4000;

/** Return the turns under `key`: [{question, body}], body being null where no answer came. */
export function recall(key) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "[]");
    const turns = Array.isArray(kept) ? kept.filter((turn) => typeof turn?.question === "string") : [];
    return turns.map(({ question, body }) => ({ question, body: isAnswer(body) ? body : null }));
  } catch {
    return []; // a sandboxed frame has no storage, and another version may have written something else
  }
}

const isAnswer = (body) => typeof body?.answer === "string" && Array.isArray(body.citations);

/** Keep the last turns under `key`; without storage, or when it is full, the conversation lives as long as the page. */
export function remember(key, turns) {
  const kept = turns.slice(-MOST_TURNS).map(({ question, body }) => ({ question, body: body ?? null }));
  try {
    if (kept.length) sessionStorage.setItem(key, JSON.stringify(kept));
    else sessionStorage.removeItem(key);
  } catch {
    // see above
  }
}

/** Return the conversation before a question as the service wants it. */
export function historyOf(turns) {
  const cut = (text) => Array.from(text).slice(0, LONGEST_MESSAGE).join("");
  return turns
    .filter((turn) => turn.body)
    .flatMap(({ question, body }) => [
      { role: "user", content: cut(question) },
      { role: "assistant", content: cut(body.answer) },
    ])
    .slice(-MOST_MESSAGES);
}
