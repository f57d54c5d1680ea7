// A page that was opened with a token in its address hands it on to the pages that it leads to.

const token = new URLSearchParams(location.search).get("token");

function handOn(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || link.getAttribute("href").startsWith("#")) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin) return;
  url.searchParams.set("token", token);
  link.href = url.href;
}

for (const kind of ["click", "auxclick"]) document.addEventListener(kind, handOn);

document.addEventListener("submit", ({ target: form }) => {
  if (form.elements.token || new URL(form.action).origin !== location.origin) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "token", value: token });
  form.append(field);
});
