// Buttons that copy a text; hidden where the browser has no clipboard (it has none without HTTPS).
const show = (root) => {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-ocop-copy]")) button.hidden = false;
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-ocop-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.ocopCopy);
  document.dispatchEvent(new CustomEvent("ocop:toast", { detail: { text: button.dataset.done } }));
});
document.addEventListener("htmx:load", (event) => show(event.target));
show(document);
