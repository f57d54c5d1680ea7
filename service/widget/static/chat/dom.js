// Builds elements. Text goes in as text: nothing here or in any other module parses HTML.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  plan: ["M7 3.5h7l4 4v13H7z", "M14 3.5v4h4", "M10 12h5", "M10 16h5"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  fresh: ["M12 5v14", "M5 12h14"],
  send: ["M12 19V6", "M6 11.5L12 5.5l6 6"],
  stop: ["M8 8h8v8H8z"],
  copy: ["M9 9h10v11H9z", "M15 9V4.500H5V15h4"],
  up: ["M8 11l4-7c1.7 0 2.5 1.2 2.2 2.800L13.6 10H19l-1.5 9H8z", "M4.5 11H8v8H4.500z"],
  down: ["M8 13l4 7c1.7 0 2.5-1.2 2.2-2.800L13.6 14H19l-1.5-9H8z", "M4.5 5H8v8H4.500z"],
  next: ["M10 6l6 6-6 6"],
  previous: ["M14 6l-6 6 6 6"],
  out: ["M9 5H5v14h14v-4", "M13 5h6v6", "M19 5l-8 8"],
  info: ["M12 4a8 8 0 100 16 8 8 0 000-16z", "M12 11.500V16", "M12 8v.500"],
  chat: ["M4.5 5.500h15v10.500H12l-4.5 4v-4h-3z", "M8.5 9.500h7", "M8.5 12.500h4.5"],
};

/** Return an element; `on` maps events to listeners, `text` is its text, the rest are attributes (true: empty, false or null: none). */
export function el(name, { text, on, ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  for (const [event, listener] of Object.entries(on ?? {})) made.addEventListener(event, listener);
  if (text !== undefined) made.textContent = text;
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** Return a decorative icon. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  for (const shape of ICONS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", shape);
    svg.append(path);
  }
  return svg;
}

/** Return a button that shows an icon and is named by `label`. */
export function iconButton(name, label, style, click) {
  return el(
    "button",
    { type: "button", class: `icon ${style}`, "aria-label": label, title: label, on: { click } },
    icon(name),
  );
}

/** Return the address of a page of the service at `base`, or null: a reply can make no link that leads elsewhere or runs. */
export function pageLink(address, base) {
  try {
    const rooted = String(address).startsWith("/") ? String(address).slice(1) : String(address);
    const url = new URL(rooted, base);
    const isOurs = /^https?:$/.test(url.protocol) && url.origin === new URL(base).origin;
    return isOurs ? url.href : null;
  } catch {
    return null;
  }
}

/** Return the characters of `text` as offsets of the service count them: code points. */
export const characters = (text) => Array.from(text);

/** Put `text` on the clipboard and tell whether that was possible, also on a page without https. */
export async function copyText(text, root) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // navigator.clipboard is missing on plain http: the old way needs a selected field.
    const focused = root.activeElement;
    const field = el("textarea", { class: "hidden", "aria-hidden": "true", tabindex: "-1" });
    field.value = text;
    root.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    focused?.focus();
    return done;
  }
}
