// The field that is typed into: limits, sending, input methods, and suggestions while typing.

import { characters, el, icon } from "./dom.js";

const LONGEST = 500; // as POST /v1/ask accepts
const WARN_FROM = 400;
const PAUSE_MS = 180;
const HAS_WORDS = /[\p{L}\p{N}]/u;

/** `handlers`: send(question), stop(), suggest(text, signal) -> suggestions, announce(text). `prefix` makes ids unique. */
export class Composer {
  #words;
  #handlers;
  #options = [];
  #active = -1;
  #timer = 0;
  #asking = null;
  #busy = false;

  constructor(words, handlers) {
    this.#words = words;
    this.#handlers = handlers;
    this.field = el("textarea", {
      id: "question",
      rows: "1",
      placeholder: words.placeholder,
      "aria-label": words.label,
      "aria-describedby": "hint counter",
      "aria-autocomplete": "list",
      "aria-controls": "suggestions",
      autocomplete: "off",
      enterkeyhint: "send",
      on: {
        input: (event) => this.#typed(event),
        compositionend: (event) => this.#typed(event),
        keydown: (event) => this.#pressed(event),
        blur: () => this.#closeList(),
      },
    });
    this.list = el("ul", {
      id: "suggestions",
      class: "suggestions",
      role: "listbox",
      "aria-label": words.suggestions,
      hidden: true,
    });
    this.button = el(
      "button",
      { type: "submit", class: "send", "aria-label": words.send, title: words.send },
      icon("send"),
    );
    this.counter = el("span", { id: "counter", class: "counter" });
    this.element = el(
      "form",
      { class: "composer", on: { submit: (event) => this.#submitted(event) } },
      this.list,
      el("div", { class: "box" }, this.field, this.button),
      el("div", { class: "under" }, el("span", { id: "hint", class: "hint", text: words.hint }), this.counter),
    );
    this.#measure();
  }

  /** While an answer is on its way the button stops it. */
  set busy(busy) {
    this.#busy = busy;
    const name = busy ? this.#words.stop : this.#words.send;
    this.button.setAttribute("aria-label", name);
    this.button.title = name;
    this.button.classList.toggle("stop", busy);
    this.button.replaceChildren(icon(busy ? "stop" : "send"));
    this.#measure();
  }

  /** Whether a list of suggestions is open: then Escape belongs to it. */
  get isListOpen() {
    return !this.list.hidden;
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }

  get value() {
    return this.field.value;
  }

  set value(text) {
    this.field.value = text;
    this.#measure();
  }

  #submitted(event) {
    event.preventDefault();
    if (this.#busy) this.#handlers.stop();
    else this.#send();
  }

  #send() {
    const question = this.field.value.trim();
    if (!question || this.#busy) return;
    const problem = this.#problemOf(question);
    if (problem) {
      this.#handlers.announce(problem);
      return;
    }
    this.value = "";
    this.#closeList();
    this.#handlers.send(question);
  }

  #problemOf(question) {
    const over = characters(question).length - LONGEST;
    if (over > 0) return this.#words.tooLong(over);
    return question && !HAS_WORDS.test(question) ? this.#words.noWords : "";
  }

  #pressed(event) {
    // During composition Enter and the arrows belong to the input method; Safari tells it only by the code 229.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.isListOpen && this.#moved(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#send();
    }
  }

  /** Use a key for the open list; tell whether it was one for it. */
  #moved({ key }) {
    const count = this.#options.length;
    if (key === "ArrowDown") this.#activate((this.#active + 1) % count);
    else if (key === "ArrowUp") this.#activate(this.#active <= 0 ? count - 1 : this.#active - 1);
    else if (key === "Escape") this.#closeList();
    else if (key === "Enter" && this.#active >= 0) this.#choose(this.#options[this.#active]);
    else return false;
    return true;
  }

  #typed(event) {
    this.#measure();
    clearTimeout(this.#timer);
    this.#asking?.abort();
    if (event.isComposing) return; // half a word of an input method finds nothing, and its own list is open
    const text = this.field.value.trim();
    if (!text || text.includes("\n") || characters(text).length > 100) this.#closeList();
    else this.#timer = setTimeout(() => this.#suggest(text), PAUSE_MS);
  }

  async #suggest(text) {
    const asking = new AbortController();
    this.#asking = asking;
    const found = await this.#handlers.suggest(text, asking.signal);
    if (asking.signal.aborted || this.field.getRootNode().activeElement !== this.field) return;
    this.#show(found.filter((each) => each.question !== text));
  }

  #show(options) {
    this.#options = options;
    this.#active = -1;
    this.list.replaceChildren(...options.map((option, at) => this.#optionOf(option, at)));
    this.list.hidden = options.length === 0;
    this.field.removeAttribute("aria-activedescendant");
    if (options.length) this.#handlers.announce(this.#words.suggestionCount(options.length));
  }

  #optionOf(option, at) {
    return el(
      "li",
      {
        id: `suggestion-${at}`,
        role: "option",
        "aria-selected": "false",
        // The field keeps the focus: a press must not blur it before the click is through.
        on: { pointerdown: (event) => event.preventDefault(), click: () => this.#choose(option) },
      },
      el("span", { class: "kind", text: this.#words.kinds[option.kind] ?? "" }),
      el(
        "span",
        { class: "what", lang: "zh-CN" },
        el("span", { text: option.text }),
        option.place && option.kind !== "place" ? el("small", { text: option.place }) : null,
      ),
    );
  }

  #activate(at) {
    this.#active = at;
    [...this.list.children].forEach((item, each) => item.setAttribute("aria-selected", String(each === at)));
    this.field.setAttribute("aria-activedescendant", `suggestion-${at}`);
    this.list.children[at].scrollIntoView({ block: "nearest" });
  }

  #choose(option) {
    this.value = option.question;
    this.#closeList();
    this.focus();
  }

  #closeList() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#show([]);
  }

  #measure() {
    const text = this.field.value.trim();
    const used = characters(text).length;
    const problem = this.#problemOf(text);
    this.counter.textContent = used > LONGEST ? problem : this.#words.counter(used, LONGEST);
    this.counter.classList.toggle("near", used >= WARN_FROM);
    this.counter.classList.toggle("over", used > LONGEST);
    this.field.setAttribute("aria-invalid", String(used > LONGEST));
    this.button.disabled = !this.#busy && (!text || Boolean(problem));
    // The field grows with its text; its largest height is in the style sheet.
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }
}
