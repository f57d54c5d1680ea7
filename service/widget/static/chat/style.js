// The style sheet, fetched once and shared by all widgets of a page. Needs no style-src of its own: CSP lets it pass.

const address = new URL("chat.css", import.meta.url).href;

const sheet = await (async () => {
  if (!("adoptedStyleSheets" in Document.prototype)) return null;
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return new CSSStyleSheet().replace(await response.text());
})();

/** Style a shadow root. */
export function style(root) {
  if (sheet) {
    root.adoptedStyleSheets = [sheet];
    return;
  }
  const link = document.createElement("link"); // an older browser
  link.rel = "stylesheet";
  link.href = address;
  root.append(link);
}
