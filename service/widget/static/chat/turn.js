// One question with its reply, as the log shows it: waiting, growing, whole, stopped or failed.

import { citedIn, plainText, renderAnswer, splitRefusal } from "./answer.js";
import { copyText, el, icon, iconButton, pageLink } from "./dom.js";

const SLOW_MS = 8_000;
const SOURCES_SHOWN = 3;

/** `chat` offers what a turn can start: words, service, cite(citations, id, opener), ask(question), announce(text), retry(turn),
 * rated(detail), and grown(turn), which is told that it became longer. */
export class Turn {
  #chat;
  #reply;
  #slow = 0;
  #countdown = 0;
  #partial = null;

  constructor(question, chat) {
    this.#chat = chat;
    this.question = question;
    this.#reply = el("div", { class: "reply", role: "group", "aria-label": chat.words.answerIs });
    this.element = el(
      "article",
      { class: "turn" },
      el(
        "div",
        { class: "asked" },
        el("span", { class: "hidden", text: `${chat.words.you}：` }),
        el("p", { text: question, lang: languageOf(question) }),
      ),
      this.#reply,
    );
  }

  /** What of the reply has come so far. */
  get partial() {
    return this.#partial;
  }

  /** The reply is on its way; drawn anew, it goes on from the `partial` of the view before. */
  waiting(partial = null) {
    const { words } = this.#chat;
    this.#begin("waiting");
    this.#partial = partial ?? { id: "", status: "answered", answer: "", citations: [], interpretation: null };
    const text = el("span", { text: words.waiting });
    this.#reply.replaceChildren(
      el(
        "p",
        { class: "waiting" },
        el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")),
        text,
      ),
    );
    this.#slow = setTimeout(() => (text.textContent = words.stillWaiting), SLOW_MS);
    if (this.#partial.answer) this.#drawSoon();
  }

  /** A part of the reply arrived: interpretation, citation, or a piece of the answer's text. */
  part(event, data) {
    if (event === "interpretation") this.#partial.interpretation = data;
    else if (event === "citation") this.#partial.citations.push(data);
    else this.#partial.answer = (data.replace ? "" : this.#partial.answer) + data.delta;
    if (this.#partial.answer) this.#drawSoon();
  }

  /** The whole reply is there. `follow` is told where the questions to ask next may be put. */
  done(body, follow = null) {
    this.#begin("done");
    this.body = body;
    const { words } = this.#chat;
    if (body.status === "answered") {
      const next = el("div", { class: "next" });
      this.#reply.replaceChildren(this.#text(body), ...this.#sources(body), this.#tools(body), next);
      follow?.(next);
    } else {
      const { said, questions } = splitRefusal(body.answer);
      this.#reply.replaceChildren(
        el(
          "div",
          { class: "notice" },
          el("p", { class: "notice-title" }, icon("info"), words.declined[body.status] ?? ""),
          el("p", { text: said, lang: languageOf(said) }),
        ),
        questions.length ? questionButtons(words.tryThese, questions, this.#chat.ask) : "",
        this.#tools(body),
      );
    }
    this.#chat.grown(this);
  }

  /** The reader stopped it: what is there stays. */
  stopped() {
    this.#begin("stopped");
    if (!this.#partial?.answer) this.#reply.replaceChildren();
    this.#reply.append(el("p", { class: "stopped", text: this.#chat.words.stopped }), this.#retryButton());
  }

  /** It failed; `failure` is an AskFailed. */
  failed(failure) {
    this.#begin(failure.kind);
    const { words } = this.#chat;
    const detail = failure.kind === "invalid" ? failure.detail : "";
    this.#reply.replaceChildren(
      el(
        "div",
        { class: "notice problem" },
        el("p", { text: (words.failed[failure.kind] ?? words.failed.server) + detail }),
      ),
      failure.kind === "invalid" || failure.kind === "denied" ? "" : this.#retryButton(failure.until),
    );
  }

  /** Stop clocks; nothing is drawn after this. */
  discard() {
    this.#begin("gone");
  }

  #begin(state) {
    clearTimeout(this.#slow);
    clearInterval(this.#countdown);
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.element.dataset.state = state;
    this.#reply.setAttribute("aria-busy", String(state === "waiting"));
  }

  #drawSoon() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      clearTimeout(this.#slow);
      this.element.dataset.state = "streaming";
      this.#reply.replaceChildren(this.#text(this.#partial));
      this.#chat.grown(this);
    });
  }

  #text(body) {
    return el(
      "div",
      { class: "text", lang: body.interpretation?.language === "en" ? "en" : "zh-CN" },
      ...renderAnswer(body, this.#chat.words, this.#cite(body)),
    );
  }

  #cite(body) {
    return (id) => this.#chat.cite(body.citations, id, this.#opener(id));
  }

  #opener(id) {
    const focused = this.element.getRootNode().activeElement;
    return focused && this.element.contains(focused) ? focused : this.element.querySelector(`[data-cite="${id}"]`);
  }

  #sources(body) {
    const { words } = this.#chat;
    const cited = citedIn(body);
    const related = body.citations.filter((citation) => !cited.includes(citation));
    const row = (citation) => this.#sourceRow(citation, this.#cite(body));
    const shown = cited.slice(0, SOURCES_SHOWN);
    const rest = cited.slice(SOURCES_SHOWN);
    return [
      shown.length > 0 && el("h3", { class: "small", text: words.sources }),
      shown.length > 0 && el("ul", { class: "sources" }, ...shown.map(row)),
      rest.length > 0 && folded(words.more(rest.length), rest.map(row)),
      related.length > 0 && folded(words.related(related.length), related.map(row)),
    ].filter(Boolean);
  }

  #sourceRow(citation, cite) {
    const { plan, section_path: path, id } = citation;
    const where = path.at(-1) ?? "";
    const button = el(
      "button",
      { type: "button", class: "source", "data-source": id, "aria-haspopup": "dialog", on: { click: () => cite(id) } },
      el("span", { class: "badge", text: String(id) }),
      el(
        "span",
        { class: "where", lang: "zh-CN" },
        el("b", { text: plan.place || plan.title }),
        el("span", { text: where }),
      ),
      icon("next"),
    );
    return el("li", {}, button);
  }

  #tools(body) {
    const { words } = this.#chat;
    const said = el("span", { class: "said" });
    const link = (citation) => pageLink(citation.url, this.#chat.service.base) ?? "";
    const copy = iconButton("copy", words.copy, "copy", async () => {
      const done = await copyText(plainText(body, words, link), this.element.getRootNode().querySelector(".log"));
      said.textContent = done ? words.copied : words.copyFailed;
      this.#chat.announce(said.textContent);
    });
    return el("div", { class: "tools" }, el("div", { class: "row" }, copy, ...this.#thumbs(body, said), said));
  }

  #thumbs(body, said) {
    const { words } = this.#chat;
    const rate = async (rating, button) => {
      for (const each of thumbs) each.setAttribute("aria-pressed", String(each === button));
      const stored = await this.#store(body, rating, "", said);
      if (!stored) button.setAttribute("aria-pressed", "false");
      this.element.querySelector(".comment")?.remove();
      if (stored) button.closest(".tools").append(this.#commentForm(body, rating, said, button));
    };
    const thumbs = ["up", "down"].map((rating) => {
      const button = iconButton(rating, words[rating], rating, () => rate(rating, button));
      button.setAttribute("aria-pressed", "false");
      return button;
    });
    return thumbs;
  }

  #commentForm(body, rating, said, thumb) {
    const { words } = this.#chat;
    const field = el("textarea", {
      rows: "2",
      maxlength: "1000",
      placeholder: words.commentHint,
      "aria-label": words.comment,
    });
    const form = el("form", { class: "comment" }, field, el("button", { type: "submit", text: words.sendComment }));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (field.value.trim() && !(await this.#store(body, rating, field.value.trim(), said))) return;
      form.remove();
      thumb.focus();
    });
    return form;
  }

  async #store(body, rating, comment, said) {
    const { words, service, announce, rated } = this.#chat;
    let stored = true;
    try {
      await service.rate(body.id, rating, comment);
      rated({ answer_id: body.id, rating, comment });
    } catch {
      stored = false;
    }
    said.textContent = stored ? words.thanks : words.feedbackFailed;
    announce(said.textContent);
    return stored;
  }

  #retryButton(until = 0) {
    const { words, retry } = this.#chat;
    const button = el("button", {
      type: "button",
      class: "retry",
      text: words.retry,
      on: { click: () => retry(this) },
    });
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      button.disabled = left > 0;
      button.textContent = left > 0 ? words.retryIn(left) : words.retry;
      if (left <= 0) clearInterval(this.#countdown);
    };
    tick();
    if (button.disabled) this.#countdown = setInterval(tick, 1000);
    return button;
  }
}

/** Questions to press, under a small heading. */
export function questionButtons(heading, questions, ask) {
  const buttons = questions.map((question) =>
    el(
      "li",
      {},
      el("button", {
        type: "button",
        class: "question",
        text: question,
        lang: languageOf(question),
        on: { click: () => ask(question) },
      }),
    ),
  );
  return el("div", { class: "questions" }, el("h3", { class: "small", text: heading }), el("ul", {}, ...buttons));
}

const languageOf = (text) => (/[\u3400-\u9fff]/.test(text) ? "zh-CN" : null);

function folded(summary, rows) {
  return el("details", { class: "folded" }, el("summary", { text: summary }), el("ul", { class: "sources" }, ...rows));
}
