// The one line of a host page: <script src="http://HOST/widget.js" data-title="规划问答" defer></script>
// A classic script, so that the tag can carry options and needs no type; the modules come from where this file came from.
(() => {
  "use strict";
  const tag = document.currentScript;
  if (!tag) return; // imported or run later: there is no tag to read options from
  const home = new URL(".", tag.src).href;
  import(new URL("widget/element.js", home).href).catch((error) =>
    console.error("policy-chat could not be loaded:", error),
  );
  if (tag.dataset.auto === "off") return; // the page holds its own <policy-chat> elements

  const chat = document.createElement("policy-chat");
  for (const [name, value] of Object.entries(tag.dataset)) {
    if (name !== "target") chat.dataset[name] = value;
  }
  chat.dataset.endpoint ||= home;
  if (tag.id) chat.id = `${tag.id}-chat`;

  const place = () => {
    const target = tag.dataset.target && document.querySelector(tag.dataset.target);
    if (target) target.append(chat);
    else if (tag.dataset.mode === "inline" && document.body.contains(tag)) tag.after(chat);
    else document.body.append(chat);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place, { once: true });
  else place();
})();
