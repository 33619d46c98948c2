// <details data-ocop-confirm> asks in place; with this module the same question opens as a modal <dialog>.
document.addEventListener("click", (event) => {
  const summary = event.target.closest("details[data-ocop-confirm] > summary");
  if (summary) {
    event.preventDefault();
    ask(summary.parentElement);
    return;
  }
  if (event.target.closest("[data-ocop-close]")) event.target.closest("dialog")?.close();
});

function ask(details) {
  const panel = details.querySelector(".o-confirm__panel");
  const dialog = document.createElement("dialog");
  dialog.className = "o-dialog";
  const heading = panel.querySelector("h2");
  if (heading) dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(panel);
  for (const button of panel.querySelectorAll("[data-ocop-close]")) button.hidden = false;
  details.after(dialog);
  dialog.addEventListener("close", () => {
    details.append(panel);
    dialog.remove();
    details.querySelector("summary").focus();
  });
  dialog.showModal();
  // The first thing focused is what was asked to be typed, else the way out: a destructive act takes a second thought.
  const first = panel.querySelector("textarea, input:not([type=hidden]), select") ?? panel.querySelector("[data-ocop-close]");
  first?.focus();
}
