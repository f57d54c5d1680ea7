// <policy-chat>: a conversation with the plans, floating over a page or standing in it.
//
// Methods: open(), close(), ask(question) -> answer or null, stop(), clear(). Properties: options.js, and `state`:
// idle, waiting, streaming, or what failed last (a key of words.failed).
// Events, on the element and not bubbling: open, close, ask {question}, interpretation, answer {…the body of /v1/ask},
// error {kind, status, detail, retryAfter}, stop, clear, cite {…the citation}, feedback {answer_id, rating, comment},
// state {state}; each with its data in `detail`.

import { Card } from "./card.js";
import { Composer } from "./composer.js";
import { el } from "./dom.js";
import { Frame } from "./frame.js";
import { historyOf, recall, remember } from "./memory.js";
import { ATTRIBUTES, defineOptions, LOOKS, upgradeOptions } from "./options.js";
import { style } from "./style.js";
import { AskFailed, Service } from "./transport.js";
import { questionButtons, Turn } from "./turn.js";
import { wordsFor } from "./words.js";

const STARTERS = 3;
const FOLLOWING = 3;
const HOME = new URL("../", import.meta.url).href;

class PolicyChat extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });
  #frame = null;
  // {question, body or null, view; while it is being answered `running`, after it failed `failure`}
  #turns = [];
  #running = null; // the AbortController of the question that is being answered
  #state = "idle";
  #isOpen = false;
  #returnTo = null; // had the focus before the widget opened
  #key = "";
  #changed = new Set(); // options that are not drawn yet
  #words;
  #service;
  #composer;
  #card;

  static observedAttributes = ATTRIBUTES;

  constructor() {
    super();
    style(this.#root);
  }

  connectedCallback() {
    if (this.#frame) return; // it was only moved
    upgradeOptions(this);
    this.#key = this.#storageKey();
    this.#turns = recall(this.#key);
    this.#isOpen = this.mode === "inline" || this.opened;
    this.#build();
  }

  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.#leave()); // what is moved is there again by then
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#frame || before === after) return;
    // Several options are often set at once: one redraw serves all.
    if (!this.#changed.size) queueMicrotask(() => this.#adopt());
    this.#changed.add(name);
  }

  get state() {
    return this.#state;
  }

  get isOpen() {
    return this.#isOpen;
  }

  open() {
    if (this.#isOpen) return;
    this.#returnTo = document.activeElement;
    this.#isOpen = this.#frame.isOpen = true;
    this.#frame.focusInside();
    this.#tell("open");
  }

  close() {
    if (!this.#isOpen || this.mode === "inline") return;
    this.#isOpen = this.#frame.isOpen = false;
    const before = this.#returnTo;
    if (before && before !== this && before !== document.body && before.isConnected) before.focus();
    else this.#frame.focusLauncher();
    this.#tell("close");
  }

  /** Ask a question as though it had been typed; returns the answer, or null when none came. */
  async ask(question) {
    const asked = String(question ?? "").trim();
    if (!asked) return null;
    if (!this.#isOpen) this.open();
    this.stop();
    const turn = { question: asked, body: null };
    this.#turns.push(turn);
    remember(this.#key, this.#turns); // a page that is left before the answer came shows the question again
    this.#addView(turn);
    this.#tell("ask", { question: asked });
    return this.#answer(turn);
  }

  stop() {
    this.#running?.abort();
  }

  clear() {
    this.stop();
    for (const turn of this.#turns) turn.view?.discard();
    this.#turns = [];
    remember(this.#key, []);
    this.#setState("idle");
    this.#drawLog();
    this.#announce(this.#words.cleared);
    this.#tell("clear");
    if (this.#root.activeElement) this.#frame.focusInside(); // a page that clears keeps its focus
  }

  // --- asking

  async #answer(turn) {
    const running = new AbortController();
    this.#running = turn.running = running;
    turn.failure = null;
    this.#setState("waiting");
    this.#composer.busy = true;
    this.#announce(this.#words.waiting);
    turn.view.waiting();
    this.#frame.follow(turn.view.element, { anew: true });
    try {
      const earlier = this.#turns.slice(0, this.#turns.indexOf(turn));
      const body = await this.#service.ask(this.#requestFor(turn.question, earlier), {
        signal: running.signal,
        onPart: (event, data) => this.#part(running, turn, event, data),
      });
      if (running.signal.aborted) throw running.signal.reason;
      this.#answered(turn, body);
      return body;
    } catch (error) {
      this.#notAnswered(turn, running, error);
      return null;
    } finally {
      if (turn.running === running) turn.running = null;
      if (this.#running === running) {
        this.#running = null;
        this.#composer.busy = false;
      }
    }
  }

  #requestFor(question, earlier) {
    const history = historyOf(earlier);
    const plans = this.plans;
    return { question, ...(history.length ? { history } : {}), ...(plans.length ? { plan_ids: plans } : {}) };
  }

  #part(running, turn, event, data) {
    if (running.signal.aborted) return;
    this.#setState("streaming");
    turn.view.part(event, data);
    if (event === "interpretation") this.#tell("interpretation", data);
  }

  #answered(turn, body) {
    turn.body = body;
    turn.running = null;
    turn.view.done(body, (place) => this.#offerNext(turn, place));
    remember(this.#key, this.#turns);
    this.#setState("idle");
    this.#announce(
      `${this.#words.answerIs}：${body.answer.replace(/\[(\d+)\]/g, (_, id) => `（${this.#words.cite(id)}）`)}`,
    );
    this.#tell("answer", body);
  }

  #notAnswered(turn, running, error) {
    if (running.signal.aborted) {
      turn.view.stopped();
      if (this.#running === running) this.#setState("idle");
      this.#announce(this.#words.stopped);
      this.#tell("stop", { question: turn.question });
      return;
    }
    if (!(error instanceof AskFailed)) console.error("policy-chat:", error);
    const failure = error instanceof AskFailed ? error : new AskFailed("server");
    turn.failure = failure;
    turn.view.failed(failure);
    this.#setState(failure.kind);
    this.#announce((this.#words.failed[failure.kind] ?? "") + (failure.kind === "invalid" ? failure.detail : ""));
    const { kind, status, detail, retryAfter } = failure;
    this.#tell("error", { kind, status, detail, retryAfter });
  }

  async #offerNext(turn, place) {
    const plan = turn.body.citations[0]?.plan.id;
    const plans = plan ? [plan] : this.plans;
    const near = await this.#suggest(turn.question, plans, FOLLOWING + 3);
    const found = near.length < FOLLOWING ? [...near, ...(await this.#suggest("", plans, FOLLOWING + 3))] : near;
    const asked = new Set(this.#turns.map((each) => each.question));
    const questions = [...new Set(found.filter((each) => each.kind !== "place").map((each) => each.question))];
    const next = questions.filter((question) => !asked.has(question)).slice(0, FOLLOWING);
    if (!next.length || turn !== this.#turns.at(-1)) return;
    place.append(questionButtons(this.#words.nextQuestions, next, this.#askInside));
    this.#frame?.follow(turn.view.element);
  }

  #suggest(text, plans, count, signal) {
    return this.#service.suggest(text, { plans, count, language: this.#words.language, signal });
  }

  #askInside = (question) => {
    this.ask(question);
    this.#frame.focusInside();
  };

  // --- drawing

  /** Draw the options that were changed. What was said, what is being answered and what is being typed stay. */
  #adopt() {
    const changed = [...this.#changed];
    this.#changed.clear();
    if (!this.#frame) return;
    if (this.mode === "inline" || (this.opened && changed.includes("data-opened"))) this.#isOpen = true;
    if (changed.every((name) => LOOKS.has(name))) {
      this.#frame.paint();
      return;
    }
    const { value } = this.#composer;
    const hadFocus = this.#root.activeElement !== null;
    this.#build();
    this.#composer.value = value;
    if (hadFocus) this.#frame.focusInside();
  }

  #leave() {
    if (!this.#frame) return;
    this.stop();
    this.#discard();
    this.#frame = null;
  }

  #discard() {
    for (const turn of this.#turns) turn.view?.discard();
    this.#frame?.discard();
  }

  #build() {
    this.#discard();
    this.#words = wordsFor(this.lang, this);
    const tokenEndpoint = this.tokenEndpoint && new URL(this.tokenEndpoint, document.baseURI).href;
    this.#service = new Service(this.#base(), { tokenEndpoint, token: this.token });
    this.#composer = new Composer(this.#words, {
      send: (question) => this.ask(question),
      stop: () => this.stop(),
      suggest: (text, signal) => this.#suggest(text, this.plans, 6, signal),
      announce: (text) => this.#announce(text),
    });
    this.#composer.busy = this.#running !== null;
    this.#card = new Card(this.#service, this.#words);
    const actions = { open: () => this.open(), close: () => this.close(), clear: () => this.clear() };
    this.#frame = new Frame(this, this.#words, this.#composer, this.#card, actions);
    this.#frame.listen();
    this.#frame.isOpen = this.#isOpen;
    this.#root.append(this.#frame.element);
    this.#drawLog();
  }

  #drawLog() {
    this.#frame.log.replaceChildren(this.#welcome());
    for (const turn of this.#turns) this.#restore(turn);
    const last = this.#turns.at(-1);
    if (last?.view) this.#frame.log.scrollTop = last.view.element.offsetTop;
  }

  #welcome() {
    const questions = this.questions;
    const place = el("div", { class: "welcome" }, el("p", { text: this.greeting || this.#words.greeting }));
    const offer = (found) => {
      if (found.length && !this.#turns.length)
        place.append(questionButtons(this.#words.tryThese, found, this.#askInside));
    };
    if (questions.length) offer(questions);
    else if (!this.#turns.length) {
      this.#suggest("", this.plans, STARTERS + 3).then((found) =>
        offer(
          found
            .filter((each) => each.kind !== "place")
            .slice(0, STARTERS)
            .map((each) => each.question),
        ),
      );
    }
    return place;
  }

  #addView(turn) {
    for (const past of this.#frame.log.querySelectorAll(".next, .welcome .questions")) past.remove();
    turn.view = new Turn(turn.question, this.#context);
    this.#frame.log.append(turn.view.element);
  }

  /** Draw a turn anew, as far as it had come. */
  #restore(turn) {
    const partial = turn.view?.partial;
    this.#addView(turn);
    const isLast = turn === this.#turns.at(-1);
    if (turn.body) turn.view.done(turn.body, isLast ? (place) => this.#offerNext(turn, place) : null);
    else if (turn.running) {
      turn.view.waiting(partial);
      this.#frame.follow(turn.view.element, { anew: true });
    } else if (turn.failure) turn.view.failed(turn.failure);
    else turn.view.stopped();
  }

  get #context() {
    return {
      words: this.#words,
      service: this.#service,
      ask: this.#askInside,
      announce: (text) => this.#announce(text),
      cite: (citations, id, opener) => {
        this.#card.open(citations, id, opener);
        this.#tell(
          "cite",
          citations.find((citation) => citation.id === id),
        );
      },
      retry: (turn) => this.#retry(turn),
      grown: (turn) => this.#frame?.follow(turn.element),
      rated: (detail) => this.#tell("feedback", detail),
    };
  }

  #retry(view) {
    const turn = this.#turns.find((each) => each.view === view);
    if (!turn) return;
    this.stop();
    this.#answer(turn);
    this.#frame.focusInside();
  }

  #announce(text) {
    this.#frame?.announce(text);
  }

  #setState(state) {
    if (this.#state === state) return;
    this.#state = state;
    this.#tell("state", { state });
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #base() {
    const wanted = this.endpoint || HOME;
    const base = new URL(wanted, document.baseURI);
    if (!base.pathname.endsWith("/")) base.pathname += "/";
    return base.href;
  }

  #storageKey() {
    const nth = [...document.querySelectorAll("policy-chat")].indexOf(this);
    // What was asked of one plan is no history for the next. A frame shares the storage with the page around it.
    const plans = this.plans.map(encodeURIComponent).sort().join(",");
    const frame = window === window.top ? "" : location.pathname;
    return `policy-chat:${this.#base()}:${frame}:${plans}:${this.id || nth}`;
  }
}

defineOptions(PolicyChat.prototype);
if (!customElements.get("policy-chat")) customElements.define("policy-chat", PolicyChat);
