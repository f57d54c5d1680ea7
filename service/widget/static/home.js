// The landing page: example questions and a question in the address (?q=) are asked in the chat; the embed line is copied.

const chat = document.querySelector("policy-chat");

async function ask(question) {
  await customElements.whenDefined("policy-chat");
  chat.scrollIntoView({ block: "nearest" });
  chat.ask(question);
}

for (const link of document.querySelectorAll("a[data-question]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab is wanted
    event.preventDefault();
    ask(link.dataset.question);
  });
}

/** Take the question out of an address: it is in the conversation now, and would be asked again by every visit. */
function withoutQuestion(address) {
  const url = new URL(address);
  url.searchParams.delete("q");
  return url.href;
}

if (chat.dataset.question) {
  ask(chat.dataset.question);
  history.replaceState(null, "", withoutQuestion(location.href));
  const language = document.querySelector("a.language");
  language.href = withoutQuestion(language.href);
}

const copy = document.getElementById("copy");
copy.addEventListener("click", async () => {
  const line = document.getElementById("line");
  try {
    await navigator.clipboard.writeText(line.textContent);
    copy.textContent = copy.dataset.done;
  } catch {
    getSelection().selectAllChildren(line); // over plain http there is no clipboard: what is selected can be copied by hand
  }
});
