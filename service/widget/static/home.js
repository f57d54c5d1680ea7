// The question box: asks /v1/ask and shows the answer with its citations. Text goes in as text, never as HTML.

const form = document.getElementById("ask");
const box = document.getElementById("question");
const button = form.querySelector("button");
const result = document.getElementById("result");

const WORDS = {
  waiting: "正在查找原文…",
  offline: "连不上服务，请检查网络后再试。",
  source: "在原文中查看",
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const question = box.value.trim();
  if (!question) return;
  button.disabled = true;
  result.setAttribute("aria-busy", "true");
  result.replaceChildren(element("p", "notice", WORDS.waiting));
  try {
    const response = await fetch("/v1/ask", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ question }),
    });
    const body = await response.json();
    result.replaceChildren(...(response.ok ? answerParts(body) : [element("p", "notice", body.detail)]));
  } catch {
    result.replaceChildren(element("p", "notice", WORDS.offline));
  } finally {
    button.disabled = false;
    result.setAttribute("aria-busy", "false");
  }
});

function answerParts(body) {
  const answer = element("p", body.status === "answered" ? "answer" : "notice");
  // [1] in the answer becomes a link to the first citation.
  for (const part of body.answer.split(/(\[\d+\])/)) {
    const marker = /^\[(\d+)\]$/.exec(part);
    const cited = marker && body.citations.some((citation) => citation.id === Number(marker[1]));
    if (cited) {
      const link = element("a", "", part);
      link.href = `#citation-${marker[1]}`;
      answer.append(link);
    } else {
      answer.append(part);
    }
  }
  return [answer, ...body.citations.map(citationCard)];
}

function citationCard(citation) {
  const card = element("article", "citation");
  card.id = `citation-${citation.id}`;
  const plan = citation.plan;
  const where = [`[${citation.id}]`, plan.title, plan.doc_number, ...citation.section_path].filter(Boolean);
  card.append(element("p", "where", where.join(" · ")), quoteOf(citation));
  const link = element("a", "", WORDS.source);
  link.href = citation.url;
  card.append(link);
  return card;
}

function quoteOf(citation) {
  const quote = element("blockquote");
  const characters = Array.from(citation.quote); // offsets count code points, a JavaScript string counts UTF-16 units
  let at = 0;
  for (const [start, end] of citation.highlights) {
    quote.append(characters.slice(at, start).join(""), element("mark", "", characters.slice(start, end).join("")));
    at = end;
  }
  quote.append(characters.slice(at).join(""));
  return quote;
}

function element(name, style = "", text = "") {
  const made = document.createElement(name);
  if (style) made.className = style;
  made.textContent = text;
  return made;
}
