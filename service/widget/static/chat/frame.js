// What is around a conversation: the launcher, the panel with its head, the log that scrolls, and the voice for screen readers.

import { accentOn } from "./colour.js";
import { el, icon, iconButton } from "./dom.js";

const PHONE = matchMedia("(max-width: 480px)");
const DARK = matchMedia("(prefers-color-scheme: dark)");
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const TOUCH = matchMedia("(pointer: coarse)");
const PAPER = { light: "#ffffff", dark: "#171b21" }; // --paper of the style sheet
const FOCUSABLE = "button:not(:disabled), textarea, a[href], summary, [tabindex='0']";

/** `options` are the element's own, `actions`: open(), close(), clear(). */
export class Frame {
  #options;
  #actions;
  #words;
  #panel;
  #launcher = null;
  #live;
  #banner;
  #isOpen = false;
  #follows = false;

  constructor(options, words, composer, card, actions) {
    this.#options = options;
    this.#actions = actions;
    this.#words = words;
    this.composer = composer;
    this.isInline = options.mode === "inline";
    const title = options.title || words.title;
    const scrolls = () => (this.#follows = false);
    const on = { wheel: scrolls, touchmove: scrolls, keydown: scrolls, pointerdown: scrolls };
    this.log = el("div", { class: "log", role: "log", "aria-live": "off", "aria-label": words.log, tabindex: "0", on });
    this.#live = el("p", { class: "hidden", role: "status", "aria-live": "polite" });
    this.#banner = el("p", { class: "banner", text: words.offline, hidden: true });
    this.#panel = el(
      "section",
      {
        class: "panel",
        id: "panel",
        "aria-labelledby": "title",
        tabindex: "-1",
        on: { keydown: (event) => this.#pressed(event) },
      },
      this.#head(title),
      this.log,
      this.#banner,
      composer.element,
      this.#live,
    );
    this.element = el(
      "div",
      { class: "frame", lang: words.language === "zh" ? "zh-CN" : "en" },
      this.#panel,
      card.element,
    );
    this.element.dataset.mode = this.isInline ? "inline" : "floating";
    if (!this.isInline) {
      this.#launcher = this.#launcherOf(title);
      this.element.append(this.#launcher);
    }
    this.paint();
    this.#noteNetwork();
  }

  /** Follow the window: its width, its colours, its network. */
  listen() {
    DARK.addEventListener("change", this.paint);
    PHONE.addEventListener("change", this.#shape);
    addEventListener("online", this.#noteNetwork);
    addEventListener("offline", this.#noteNetwork);
  }

  discard() {
    DARK.removeEventListener("change", this.paint);
    PHONE.removeEventListener("change", this.#shape);
    removeEventListener("online", this.#noteNetwork);
    removeEventListener("offline", this.#noteNetwork);
    this.element.remove();
  }

  set isOpen(isOpen) {
    this.#isOpen = isOpen;
    this.#shape();
  }

  focusLauncher() {
    this.#launcher?.focus();
  }

  /** Give the focus to the field; with fingers to the panel, so that no keyboard covers the answer. */
  focusInside() {
    if (TOUCH.matches) this.#panel.focus({ preventScroll: true });
    else this.composer.focus();
  }

  /** Say something to those who listen. */
  announce = (text) => {
    this.#live.textContent = "";
    requestAnimationFrame(() => (this.#live.textContent = text)); // the same words twice are news, too
  };

  /** Bring a turn to the top, and keep it there while it grows, until the reader scrolls. */
  follow(turn, { anew = false } = {}) {
    if (anew) this.#follows = true;
    if (this.#follows && turn === this.log.lastElementChild) {
      this.log.scrollTo({ top: turn.offsetTop - 8, behavior: CALM.matches ? "auto" : "smooth" });
    }
  }

  #head(title) {
    const name = el(
      "div",
      { class: "name" },
      el("h2", { id: "title", text: title }),
      el("p", { text: this.#words.subtitle }),
    );
    const fresh = iconButton("fresh", this.#words.newChat, "fresh", () => this.#actions.clear());
    const close = this.isInline ? null : iconButton("close", this.#words.close, "shut", () => this.#actions.close());
    return el("div", { class: "head" }, el("span", { class: "seal" }, icon("plan")), name, fresh, close);
  }

  #launcherOf(title) {
    const click = () => this.#actions.open();
    return el(
      "button",
      {
        type: "button",
        class: "launcher",
        "aria-haspopup": "dialog",
        "aria-label": this.#words.open(title),
        on: { click },
      },
      icon("chat"),
      el("span", { text: title }),
    );
  }

  /** Draw the theme, the accent and the corner that are wanted now. */
  paint = () => {
    const { theme: wanted, position, accent } = this.#options;
    this.element.dataset.position = position === "left" ? "left" : "right";
    const theme = wanted === "dark" || (wanted !== "light" && DARK.matches) ? "dark" : "light";
    this.element.dataset.theme = theme;
    const colours = accentOn(PAPER[theme], accent);
    for (const name of ["accent", "on-accent"]) {
      if (colours) this.element.style.setProperty(`--${name}`, colours[name]);
      else this.element.style.removeProperty(`--${name}`);
    }
  };

  /** Show or hide the panel. On a phone an open floating panel covers the page and is modal; elsewhere the page stays in reach. */
  #shape = () => {
    this.#panel.hidden = !this.#isOpen;
    this.#panel.setAttribute("role", this.isInline ? "region" : "dialog");
    if (this.#isModal) this.#panel.setAttribute("aria-modal", "true");
    else this.#panel.removeAttribute("aria-modal");
    if (this.#launcher) this.#launcher.hidden = this.#isOpen;
  };

  get #isModal() {
    return !this.isInline && this.#isOpen && PHONE.matches;
  }

  #noteNetwork = () => {
    const isOffline = navigator.onLine === false;
    const was = !this.#banner.hidden;
    this.#banner.hidden = !isOffline;
    if (isOffline) this.announce(this.#words.offline);
    else if (was) this.announce(this.#words.backOnline);
  };

  #pressed(event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && !this.isInline) {
      event.stopPropagation();
      this.#actions.close();
    }
    if (event.key === "Tab" && this.#isModal) this.#keepInside(event);
  }

  #keepInside(event) {
    const stops = [...this.#panel.querySelectorAll(FOCUSABLE)].filter((each) => each.getClientRects().length);
    const [first, last] = [stops[0], stops.at(-1)];
    const at = this.#panel.getRootNode().activeElement;
    if (event.shiftKey && (at === first || at === this.#panel)) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && at === last) {
      event.preventDefault();
      first.focus();
    }
  }
}
