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
import { ATTRIBUTES, defineOptions, upgradeOptions } from "./options.js";
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
  #turns = []; // {question, body or null, view}
  #running = null; // the AbortController of the question that is being answered
  #state = "idle";
  #isOpen = false;
  #returnTo = null; // had the focus before the widget opened
  #key = "";
  #stale = false;
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
    upgradeOptions(this);
    this.#key = this.#storageKey();
    this.#turns = recall(this.#key);
    this.#isOpen = this.mode === "inline" || this.opened;
    this.#build();
  }

  disconnectedCallback() {
    this.stop();
    for (const turn of this.#turns) turn.view?.discard();
    this.#frame?.discard();
  }

  attributeChangedCallback(_name, before, after) {
    if (!this.#frame || before === after || this.#stale) return;
    this.#stale = true; // several options are often set at once: one redraw serves all
    queueMicrotask(() => {
      this.#stale = false;
      if (!this.isConnected) return;
      this.stop();
      if (this.mode === "inline" || this.opened) this.#isOpen = true;
      this.#build();
    });
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
    this.#drawTurn(turn);
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
    this.#frame.announce(this.#words.cleared);
    this.#tell("clear");
    this.#composer.focus();
  }

  // --- asking

  async #answer(turn) {
    const running = new AbortController();
    this.#running = running;
    this.#setState("waiting");
    this.#composer.busy = true;
    this.#frame.announce(this.#words.waiting);
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
    turn.view.done(body, (place) => this.#offerNext(turn, place));
    remember(this.#key, this.#turns);
    this.#setState("idle");
    this.#frame.announce(
      `${this.#words.answerIs}：${body.answer.replace(/\[(\d+)\]/g, (_, id) => `（${this.#words.cite(id)}）`)}`,
    );
    this.#tell("answer", body);
  }

  #notAnswered(turn, running, error) {
    if (running.signal.aborted) {
      turn.view.stopped();
      if (this.#running === running) this.#setState("idle");
      this.#frame.announce(this.#words.stopped);
      this.#tell("stop", { question: turn.question });
      return;
    }
    if (!(error instanceof AskFailed)) console.error("policy-chat:", error);
    const failure = error instanceof AskFailed ? error : new AskFailed("server");
    turn.view.failed(failure);
    this.#setState(failure.kind);
    this.#frame.announce((this.#words.failed[failure.kind] ?? "") + (failure.kind === "invalid" ? failure.detail : ""));
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
    this.#frame.follow(turn.view.element);
  }

  #suggest(text, plans, count, signal) {
    return this.#service.suggest(text, { plans, count, language: this.#words.language, signal });
  }

  #askInside = (question) => {
    this.ask(question);
    this.#frame.focusInside();
  };

  // --- drawing

  #build() {
    for (const turn of this.#turns) turn.view?.discard();
    this.#frame?.discard();
    this.#words = wordsFor(this.lang, this);
    this.#service = new Service(this.#base(), this.tokenEndpoint && new URL(this.tokenEndpoint, document.baseURI).href);
    this.#composer = new Composer(this.#words, {
      send: (question) => this.ask(question),
      stop: () => this.stop(),
      suggest: (text, signal) => this.#suggest(text, this.plans, 6, signal),
      announce: (text) => this.#frame.announce(text),
    });
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
    for (const turn of this.#turns) this.#drawTurn(turn);
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

  #drawTurn(turn) {
    for (const past of this.#frame.log.querySelectorAll(".next, .welcome .questions")) past.remove();
    turn.view = new Turn(turn.question, this.#context);
    this.#frame.log.append(turn.view.element);
    if (turn.body) turn.view.done(turn.body);
    else if (!this.#running || turn !== this.#turns.at(-1)) turn.view.stopped();
  }

  get #context() {
    return {
      words: this.#words,
      service: this.#service,
      ask: this.#askInside,
      announce: this.#frame.announce,
      cite: (citations, id, opener) => {
        this.#card.open(citations, id, opener);
        this.#tell(
          "cite",
          citations.find((citation) => citation.id === id),
        );
      },
      retry: (turn) => this.#retry(turn),
      grown: (turn) => this.#frame.follow(turn.element),
      rated: (detail) => this.#tell("feedback", detail),
    };
  }

  #retry(view) {
    const turn = this.#turns.find((each) => each.view === view);
    if (!turn) return;
    this.stop();
    this.#answer(turn);
    this.#composer.focus();
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
    // One address may show one plan after another: what was asked of one is no history for the next.
    const plans = this.plans.map(encodeURIComponent).sort().join(",");
    return `policy-chat:${this.#base()}:${location.pathname}:${plans}:${this.id || nth}`;
  }
}

defineOptions(PolicyChat.prototype);
if (!customElements.get("policy-chat")) customElements.define("policy-chat", PolicyChat);
