// Marks the span in the address (#start-end, in Unicode code points) and scrolls to it.

const text = document.getElementById("text");

function markSpan() {
  for (const old of text.querySelectorAll("mark")) old.replaceWith(...old.childNodes);
  text.normalize();
  const span = /^#(\d+)-(\d+)$/.exec(location.hash);
  if (!span) return;
  const [start, end] = [Number(span[1]), Number(span[2])];
  let at = 0;
  let first = null;
  for (const node of textNodes()) {
    const characters = Array.from(node.data);
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, characters.length);
    at += characters.length;
    if (from >= to) continue;
    const mark = document.createElement("mark");
    mark.textContent = characters.slice(from, to).join("");
    node.replaceWith(characters.slice(0, from).join(""), mark, characters.slice(to).join(""));
    first ??= mark;
  }
  if (first) {
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "center" });
  }
}

function textNodes() {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

addEventListener("hashchange", markSpan);
markSpan();
