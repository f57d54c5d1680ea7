// What a host page can choose, as data- attributes and as properties of the element.

const LISTS = new Set(["questions", "plans"]);
const FLAGS = new Set(["opened"]);
const DEFAULTS = { lang: "auto", theme: "auto", mode: "floating", position: "right" };

// property -> data attribute
const NAMES = {
  title: "title",
  lang: "lang",
  theme: "theme", // auto, light, dark
  accent: "accent", // #rgb or #rrggbb
  mode: "mode", // floating, inline
  position: "position", // right, left: the corner of a floating widget
  greeting: "greeting",
  questions: "questions", // separated by |
  plans: "plans", // plan ids, separated by commas
  endpoint: "endpoint", // the address of the service
  tokenEndpoint: "token-endpoint", // the host's address that answers {"token", "expires_in"}
  token: "token", // one that the page has, where nothing hands out others
  opened: "opened", // a floating widget that is open from the start
};

/** What only changes how the widget looks. */
export const LOOKS = new Set(["data-theme", "data-accent", "data-position"]);

export const ATTRIBUTES = Object.values(NAMES).map((name) => `data-${name}`);

/** Give the prototype of an element a property for each option; reading gives the default where none is set. */
export function defineOptions(prototype) {
  for (const [property, name] of Object.entries(NAMES)) {
    const attribute = `data-${name}`;
    Object.defineProperty(prototype, property, {
      configurable: true,
      enumerable: true,
      get() {
        const value = this.getAttribute(attribute) ?? DEFAULTS[property] ?? "";
        if (FLAGS.has(property)) return this.hasAttribute(attribute) && value !== "false";
        return LISTS.has(property) ? split(property, value) : value;
      },
      set(value) {
        if (value === null || value === undefined || value === false) this.removeAttribute(attribute);
        else this.setAttribute(attribute, Array.isArray(value) ? value.join(separator(property)) : String(value));
      },
    });
  }
}

/** Set again, through its setter, what a page set before the element was defined. */
export function upgradeOptions(element) {
  for (const property of Object.keys(NAMES)) {
    if (!Object.hasOwn(element, property)) continue;
    const value = element[property];
    delete element[property];
    element[property] = value;
  }
}

const separator = (property) => (property === "questions" ? "|" : ",");

const split = (property, value) =>
  value
    .split(separator(property))
    .map((each) => each.trim())
    .filter(Boolean);
