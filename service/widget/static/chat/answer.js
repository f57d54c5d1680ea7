// An answer's text as elements: markers become buttons, lines that belong together become tables and lists.

import { el } from "./dom.js";

const MARKERS = /((?:\[\d+\])+)/; // all that stand side by side
const FRAME = /^Plan for /;
const ENTRY = /^([^：:|“”]{2,60})(?:：|:\s)\s*(.+)$/;
const LISTED = /^(?:第\d+项|[-•*]\s|(?:No\.|Task)\s?\d+)/;
const PIPES = /^\s*\|.*\|\s*$/;
const PIPE_RULE = /^[\s|:-]+$/;
const OFFER = /可以这样问[：:]|You can ask:/;
const LONGEST_CELL = 90; // what is longer is prose, and prose is not squeezed into a column
const FEWEST_RECORDS = 3;
const MOST_CHIPS = 5;
const MOST_ITEMS = 12;

/** Return the elements of an answer; `cite(id)` is called when a marker is pressed. */
export function renderAnswer(body, words, cite) {
  const inline = (text) => inlineParts(text, body, words, cite);
  return blocksOf(body).map((block) => {
    if (block.kind === "table") return tableOf(block, words, inline);
    if (block.kind === "list") return listOf(block, words, inline);
    return el("p", {}, ...inline(block.line));
  });
}

/** Split a refusal into what it says and the questions that it offers instead. */
export function splitRefusal(text) {
  const [said, offered = ""] = text.split(OFFER, 2);
  const questions = offered.match(/[^？?]+[？?]/g) ?? [];
  return { said: said.trim(), questions: questions.map((question) => question.trim()) };
}

/** Return the answer as plain text with its sources, for the clipboard. */
export function plainText(body, words, link) {
  const used = citedIn(body);
  const sources = used.map((citation) => {
    const { plan } = citation;
    const number = plan.doc_number ? `（${plan.doc_number}）` : "";
    const where = [`《${plan.title}》${number}`, ...citation.section_path].join(" › ");
    return `[${citation.id}] ${where}\n    ${link(citation)}`;
  });
  return sources.length ? `${body.answer}\n\n${words.source}\n${sources.join("\n")}\n` : `${body.answer}\n`;
}

/** Return the citations that the text names by a marker. */
export function citedIn(body) {
  const named = new Set((body.answer.match(/\[\d+\]/g) ?? []).map((marker) => Number(marker.slice(1, -1))));
  return body.citations.filter((citation) => named.has(citation.id));
}

function inlineParts(text, body, words, cite) {
  const known = new Set(body.citations.map((citation) => citation.id));
  return text.split(MARKERS).flatMap((part, at) => {
    if (at % 2 === 0) return quoted(part, body);
    const ids = part.match(/\d+/g).map(Number);
    if (!ids.every((id) => known.has(id))) return [part];
    const chips = ids.map((id) => chip(id, words, cite));
    return shortened(chips, MOST_CHIPS, (count) => words.moreChips(count), "chip");
  });
}

/** Keep the first of many elements in sight, and the others behind a button. */
function shortened(elements, most, label, style) {
  const hidden = elements.slice(most);
  if (hidden.length < 3) return elements;
  for (const each of hidden) each.hidden = true;
  const button = el("button", { type: "button", class: `${style} rest`, text: label(hidden.length) });
  button.addEventListener("click", () => {
    for (const each of hidden) each.hidden = false;
    button.remove();
    (hidden[0].querySelector("button") ?? hidden[0]).focus();
  });
  return [...elements, button];
}

/** A numbered chip. Its click also serves Enter and the space bar: it is a button. */
export function chip(id, words, cite) {
  return el("button", {
    type: "button",
    class: "chip",
    text: String(id),
    "data-cite": id,
    "aria-label": words.cite(id),
    "aria-haspopup": "dialog",
    on: { click: () => cite(id) },
  });
}

/** Mark Chinese inside an English answer as Chinese, so that it is drawn and read aloud as such. */
function quoted(text, body) {
  if (body.interpretation?.language !== "en") return text ? [text] : [];
  return text
    .split(/([“‘]?[\u3400-\u9fff][\u3000-\u303f\u3400-\u9fff\uff00-\uffef\u2014-\u2026\d%.,;:()、。\-]*)/)
    .filter(Boolean)
    .map((part) => (/[\u3400-\u9fff]/.test(part) ? el("span", { lang: "zh-CN", text: part }) : part));
}

function blocksOf(body) {
  const lines = body.answer.split("\n").filter((line) => line.trim());
  const places = placesOf(body);
  const blocks = [];
  for (let at = 0; at < lines.length;) {
    const block = pipeTable(lines, at) ??
      comparison(lines, at, places) ??
      records(lines, at) ??
      list(lines, at) ?? {
        kind: "text",
        line: lines[at],
        taken: 1,
      };
    blocks.push(block);
    at += block.taken;
  }
  return blocks;
}

/** Return the lines from `at` on that `accept` makes something of, as what it makes. */
function run(lines, at, accept) {
  const found = [];
  for (let next = at; next < lines.length; next += 1) {
    const made = accept(lines[next]);
    if (!made) break;
    found.push(made);
  }
  return found;
}

function pipeTable(lines, at) {
  const rows = run(lines, at, (line) =>
    PIPES.test(line)
      ? line
          .trim()
          .slice(1, -1)
          .split("|")
          .map((cell) => cell.trim())
      : null,
  );
  if (rows.length < 3 || !PIPE_RULE.test(lines[at + 1])) return null;
  return { kind: "table", header: rows[0], rows: rows.slice(2), taken: rows.length };
}

/** One line a place: 地区：指标：目标. */
function comparison(lines, at, places) {
  const rows = run(lines, at, (line) => {
    const entry = ENTRY.exec(line.replace(FRAME, ""));
    return entry && places.has(entry[1]) ? [entry[1], entry[2]] : null;
  });
  if (rows.length < 2 || new Set(rows.map(([place]) => place)).size < 2) return null;
  const figures = rows.map(([place, says]) => {
    const entry = ENTRY.exec(says);
    return entry && entry[2].length <= LONGEST_CELL ? [place, entry[1], entry[2]] : null;
  });
  const block = { kind: "table", compares: true, taken: rows.length };
  return figures.every(Boolean)
    ? { ...block, columns: ["place", "indicator", "value"], rows: figures }
    : { ...block, columns: ["place", "says"], rows };
}

/** Several lines of a name and a value: 指标：目标. */
function records(lines, at) {
  const rows = run(lines, at, (line) => {
    const entry = ENTRY.exec(line);
    return entry && entry[2].length <= LONGEST_CELL && !LISTED.test(line) ? [entry[1], entry[2]] : null;
  });
  if (rows.length < FEWEST_RECORDS) return null;
  return { kind: "table", columns: ["item", "content"], plain: true, rows, taken: rows.length };
}

function list(lines, at) {
  const found = run(lines, at, (line) => (LISTED.test(line) ? line.replace(/^[-•*]\s/, "") : null));
  return found.length > 1 ? { kind: "list", lines: found, taken: found.length } : null;
}

function placesOf(body) {
  const named = body.citations.flatMap(({ plan }) => [plan.place, plan.title]);
  return new Set([...(body.interpretation?.places ?? []), ...named].filter(Boolean));
}

function listOf({ lines }, words, inline) {
  const items = lines.map((line) => el("li", {}, ...inline(line)));
  const shown = shortened(items, MOST_ITEMS, (count) => words.moreItems(count), "question");
  const list = el("ul", { class: "items" }, ...items);
  return shown.length > items.length ? el("div", { class: "long" }, list, shown.at(-1)) : list;
}

// The roles are spelled out because a comparison is drawn as cards on a phone, and without `display: table` they are lost.
function tableOf({ header, columns, rows, compares, plain }, words, inline) {
  const names = header ?? columns.map((column) => words.columns[column]);
  const cells = (row) =>
    row.map((text, at) => {
      const [name, role] = at === 0 ? ["th", "rowheader"] : ["td", "cell"];
      return el(name, { role, scope: at === 0 ? "row" : null, "data-column": names[at] ?? "" }, ...inline(text));
    });
  const table = el(
    "table",
    { role: "table", class: compares ? "comparison" : "records" },
    // Names and values speak for themselves: the header is for those who cannot see how they stand.
    el(
      "thead",
      { role: "rowgroup", class: plain ? "hidden" : null },
      el("tr", { role: "row" }, ...names.map((name) => el("th", { role: "columnheader", scope: "col", text: name }))),
    ),
    el("tbody", { role: "rowgroup" }, ...rows.map((row) => el("tr", { role: "row" }, ...cells(row)))),
  );
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": words.table }, table);
}
