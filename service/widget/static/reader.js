// The reader: marks the spans in the address (#start-end,start-end), steps through them, and follows the scroll in the
// outline. Offsets count Unicode code points of the plan's text.

const text = document.getElementById("text");
const bar = document.getElementById("marks");
const parts = [...text.querySelectorAll(".part")];
const starts = parts.map((part) => Number(part.dataset.start));

// --- marks

let shown = []; // for each span the marks it is made of
let at = 0;

function spansIn(address) {
  const pairs = [...address.matchAll(/(\d+)-(\d+)/g)].map(([, start, end]) => [Number(start), Number(end)]);
  const right = pairs.filter(([start, end]) => start < end);
  return right.sort((one, other) => one[0] - other[0] || one[1] - other[1]).slice(0, 100);
}

/** Return which spans are wanted and which of them is to be seen first. A list in the address replaces the page's own. */
function wanted() {
  const named = /^#\d+-\d+(,\d+-\d+)*$/.test(location.hash) ? spansIn(location.hash) : [];
  const given = spansIn(text.dataset.marks);
  const among = given.findIndex(([start, end]) => named.length === 1 && named[0][0] === start && named[0][1] === end);
  if (among >= 0) return [given, among];
  return named.length ? [named, 0] : [given, 0];
}

function clear() {
  for (const mark of text.querySelectorAll("mark")) {
    const around = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    around.normalize();
  }
  shown = [];
  bar.hidden = true;
}

function draw() {
  const [spans, first] = wanted();
  clear();
  shown = spans.map(([start, end]) => mark(start, end)).filter((marks) => marks.length);
  if (shown.length) show(Math.min(first, shown.length - 1));
}

/** Mark a span and return its marks: one for each run of words that it covers. */
function mark(start, end) {
  const made = [];
  for (let number = partAt(start); number < parts.length && starts[number] < end; number++) {
    let from = starts[number];
    for (const node of wordsOf(parts[number])) {
      const length = lengthOf(node.data);
      const to = from + length;
      if (to > start && from < end) made.push(wrap(node, Math.max(start - from, 0), Math.min(end - from, length)));
      from = to;
      if (from >= end) break;
    }
  }
  return made;
}

function partAt(offset) {
  let low = 0;
  for (let high = starts.length; high - low > 1; ) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle;
  }
  return low;
}

function wordsOf(part) {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
    return node.hasAttribute("data-aside") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
  });
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

const WIDE = /[\ud800-\udbff][\udc00-\udfff]/g;
const lengthOf = (words) => words.length - (words.match(WIDE)?.length ?? 0);

/** Wrap the code points from..to of a text node in a mark, within whatever it stands in. */
function wrap(node, from, to) {
  const characters = Array.from(node.data);
  const before = characters.slice(0, from).join("").length;
  const middle = before ? node.splitText(before) : node;
  const inside = characters.slice(from, to).join("").length;
  if (inside < middle.length) middle.splitText(inside);
  const made = document.createElement("mark");
  middle.replaceWith(made);
  made.append(middle);
  return made;
}

function show(number) {
  for (const old of text.querySelectorAll("mark.here")) old.classList.remove("here");
  at = number;
  const marks = shown[at];
  for (const each of marks) {
    each.classList.add("here");
    for (let fold = each.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }
  const seen = marks.filter((each) => each.getClientRects().length); // indentation and what parts cells is not shown
  const first = seen[0] ?? marks[0];
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  first.scrollIntoView({ block: tall(seen) ? "start" : "center" });
  bar.hidden = shown.length < 2;
  const label = bar.querySelector("span");
  label.textContent = label.dataset.text.replace("{at}", at + 1).replace("{count}", shown.length);
}

function unmarked(address) {
  const url = new URL(address);
  url.hash = "";
  for (const name of ["mark", "q"]) url.searchParams.delete(name);
  return url.href;
}

const tall = (marks) =>
  marks.length > 0 && marks.at(-1).getBoundingClientRect().bottom - marks[0].getBoundingClientRect().top > innerHeight / 2;

bar.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.step) {
    show((at + Number(button.dataset.step) + shown.length) % shown.length);
    button.focus({ preventScroll: true });
  } else {
    clear();
    text.dataset.marks = "";
    history.replaceState(null, "", unmarked(location.href));
  }
});

addEventListener("hashchange", () => {
  if (/^#\d+-\d+/.test(location.hash)) draw();
});

// A link to a mark in this page needs no new page, as it does without a script.
document.querySelector(".head").addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='?mark=']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (location.hash === link.hash) draw();
  else location.hash = link.hash;
});

// --- outline

const outline = document.querySelector(".outline");
const links = new Map([...(outline?.querySelectorAll("a") ?? [])].map((link) => [link.hash.slice(1), link]));
const headings = [...text.querySelectorAll("[id^='s-']")].filter((heading) => links.has(heading.id));
const firstOf = new Map(); // part -> position of its first heading
for (const [position, heading] of headings.entries()) {
  const part = heading.closest(".part");
  if (!firstOf.has(part)) firstOf.set(part, position);
}
let current = null;

/** Return how far down the screen is what is read: where the mark is, as long as it is seen, else a quarter. */
function lineRead() {
  const top = text.querySelector("mark.here")?.getBoundingClientRect().top ?? -1;
  return top >= 0 && top < innerHeight * 0.75 ? top + 1 : innerHeight * 0.25;
}

/** Return the heading that what is read now stands under. Asks for places only in the parts on screen. */
function headingNow() {
  const line = lineRead();
  const box = text.getBoundingClientRect();
  const part = document.elementFromPoint(box.left + box.width / 2, line)?.closest(".part") ?? null;
  if (!part) return box.top > line ? null : current;
  let found = null;
  for (let before = parts.indexOf(part); before >= 0; before--) {
    const first = firstOf.get(parts[before]);
    if (first === undefined) continue;
    for (let position = first; position < headings.length; position++) {
      const heading = headings[position];
      if (heading.closest(".part") !== parts[before]) break;
      if (parts[before] !== part || heading.getBoundingClientRect().top <= line) found = heading;
    }
    if (found) return found;
  }
  return found;
}

function follow() {
  const heading = headingNow();
  if (heading === current) return;
  current = heading;
  for (const old of outline.querySelectorAll("[aria-current], .open")) {
    old.removeAttribute("aria-current");
    old.classList.remove("open");
  }
  const link = heading && links.get(heading.id);
  if (!link) return;
  link.setAttribute("aria-current", "location");
  for (let item = link.closest("li"); item; item = item.parentElement.closest("li")) item.classList.add("open");
  const [box, frame] = [link.getBoundingClientRect(), outline.getBoundingClientRect()];
  if (box.top < frame.top || box.bottom > frame.bottom) outline.scrollTop += box.top - frame.top - frame.height / 3;
}

if (outline) {
  const fold = outline.querySelector("details");
  const narrow = matchMedia("(max-width: 859px)");
  const arrange = () => (fold.open = !narrow.matches);
  narrow.addEventListener("change", arrange);
  arrange();
  outline.classList.add("follows");
  outline.addEventListener("click", (event) => {
    if (narrow.matches && event.target.closest("a")) fold.open = false;
  });
  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      follow();
    });
  };
  addEventListener("scroll", later, { passive: true });
  addEventListener("resize", later, { passive: true });
  later();
}

// --- the chat stands beside the text where there is room, and floats over it elsewhere

const chat = document.querySelector("policy-chat");
const roomy = matchMedia("(min-width: 1200px)");
const place = () => (chat.dataset.mode = roomy.matches ? "inline" : "floating");
roomy.addEventListener("change", place);
place();

document.getElementById("print").addEventListener("click", () => print());
draw();
