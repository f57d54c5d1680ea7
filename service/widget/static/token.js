// A page that was opened with a token in its address hands it on to the pages that it leads to.

const token = new URLSearchParams(location.search).get("token");

// The link has the token only while the browser follows it: what somebody copies from it has none.
function handOn(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button > 1) return;
  const written = link.getAttribute("href");
  const url = new URL(link.href);
  if (written.startsWith("#") || url.origin !== location.origin || url.searchParams.has("token")) return;
  url.searchParams.set("token", token);
  link.href = url.href;
  setTimeout(() => link.setAttribute("href", written));
}

for (const kind of ["click", "auxclick"]) document.addEventListener(kind, handOn);

document.addEventListener("submit", ({ target: form }) => {
  if (form.elements.token || new URL(form.action).origin !== location.origin) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "token", value: token });
  form.append(field);
});
