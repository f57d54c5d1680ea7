// The card behind a chip: where a quote stands, the quote with what answers marked, and the way into the reader.

import { characters, el, icon, iconButton, pageLink } from "./dom.js";

const FLATTENED = /\n.*\n.*\n/; // so many line breaks are rarely prose

/** A modal dialog that shows one citation of an answer and leads to its neighbours. */
export class Card {
  #service;
  #words;
  #citations = [];
  #at = 0;
  #opener = null;

  constructor(service, words) {
    this.#service = service;
    this.#words = words;
    this.element = el("dialog", {
      class: "card",
      "aria-labelledby": "card-title",
      on: {
        close: () => this.#opener?.isConnected && this.#opener.focus(),
        click: (event) => event.target === this.element && this.element.close(), // on what is around the card
        keydown: (event) => event.stopPropagation(), // Escape closes the card, not the widget as well
      },
    });
  }

  /** Show the citation `id` of `citations`; `opener` gets the focus back. */
  open(citations, id, opener) {
    this.#citations = citations;
    this.#opener = opener;
    this.#show(citations.findIndex((citation) => citation.id === id));
    if (!this.element.open) this.element.showModal();
    this.element.querySelector(".close").focus();
  }

  #show(at) {
    this.#at = at;
    const words = this.#words;
    const citation = this.#citations[at];
    const quote = el("div", { class: "quote" }, quoteOf(citation));
    const link = pageLink(citation.url, this.#service.base);
    this.element.replaceChildren(
      el(
        "div",
        { class: "top" },
        el("h3", { id: "card-title", text: words.card.title(citation.id) }),
        ...this.#steps(),
        this.#close(),
      ),
      el(
        "div",
        { class: "body", tabindex: "0", role: "group", "aria-labelledby": "card-title" },
        this.#facts(citation),
        quote,
      ),
      el(
        "div",
        { class: "foot" },
        link &&
          el(
            "a",
            { class: "primary", href: link, target: "_blank", rel: "noopener", on: this.#following(link) },
            words.inReader,
            icon("out"),
            el("span", { class: "hidden", text: words.newTab }),
          ),
      ),
    );
    if (FLATTENED.test(citation.quote)) this.#showTable(citation, quote);
  }

  /** Behind a key the reader opens with a token, which is fetched at the click: one in the link would run out. */
  #following(link) {
    if (!this.#service.wantsToken) return {};
    const follow = async (event) => {
      // Opened at once: a browser blocks a window that comes later than the click.
      const tab = event.button < 2 && window.open("");
      if (!tab) return;
      event.preventDefault();
      tab.opener = null;
      tab.location.replace(await this.#service.withToken(link).catch(() => link));
    };
    return { click: follow, auxclick: follow };
  }

  #close() {
    return iconButton("close", this.#words.close, "close", () => this.element.close());
  }

  #steps() {
    const count = this.#citations.length;
    if (count < 2) return [];
    const step = (name, by) => {
      const button = iconButton(name, this.#words[name], name, () => {
        this.#show(this.#at + by);
        const same = this.element.querySelector(`.${name}`);
        (same.disabled ? this.element.querySelector(".close") : same).focus();
      });
      button.disabled = !this.#citations[this.#at + by];
      return button;
    };
    return [
      step("previous", -1),
      el("span", { class: "count", text: this.#words.of(this.#at + 1, count) }),
      step("next", 1),
    ];
  }

  #facts({ plan, section_path: path }) {
    const { card, unknown } = this.#words;
    const rows = [
      [card.plan, plan.title],
      [card.place, plan.place],
      [card.number, plan.doc_number],
      [card.date, plan.issued_on],
    ];
    return el(
      "dl",
      {},
      ...rows.map(([name, value]) =>
        el("div", {}, el("dt", { text: name }), el("dd", { text: value || unknown, lang: value ? "zh-CN" : null })),
      ),
      path.length > 0 &&
        el(
          "div",
          {},
          el("dt", { text: card.path }),
          el("dd", { lang: "zh-CN" }, el("ol", { class: "path" }, ...path.map((title) => el("li", { text: title })))),
        ),
    );
  }

  async #showTable(citation, quote) {
    const { start, end } = citation;
    const tables = await this.#service.tables(citation.plan.id);
    const table = tables.find((each) => each.start < end && start < each.end);
    if (!table || this.#citations[this.#at] !== citation) return;
    const words = this.#words;
    const verbatim = el("details", {}, el("summary", { text: words.quote }), ...quote.childNodes);
    quote.replaceChildren(tableOf(table, citation, words), verbatim);
  }
}

/** Return the quote with its highlights. Offsets count code points, a JavaScript string counts UTF-16 units. */
export function quoteOf({ quote, highlights }) {
  const letters = characters(quote);
  const parts = [];
  let at = 0;
  for (const [start, end] of highlights) {
    parts.push(letters.slice(at, start).join(""), el("mark", { text: letters.slice(start, end).join("") }));
    at = end;
  }
  return el("blockquote", { lang: "zh-CN" }, ...parts, letters.slice(at).join(""));
}

function tableOf(table, citation, words) {
  const marked = citation.highlights.map(([from, to]) => [citation.start + from, citation.start + to]);
  const rows = table.rows.filter((row) => row.start < citation.end && citation.start < row.end);
  const body = rows.map((row) => {
    const hit = marked.some(([from, to]) => from < row.end && row.start < to);
    const cells = row.cells.map((text) => el("td", {}, hit && text ? el("mark", { text }) : text));
    return el("tr", { class: hit ? "hit" : null }, ...cells);
  });
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": table.title || words.table, lang: "zh-CN" },
    el(
      "table",
      { class: "printed" },
      table.title && el("caption", { text: table.title }),
      el("thead", {}, el("tr", {}, ...table.header.map((text) => el("th", { scope: "col", text })))),
      el("tbody", {}, ...body),
    ),
    ...table.notes.map((text) => el("p", { class: "note", text })),
  );
}
