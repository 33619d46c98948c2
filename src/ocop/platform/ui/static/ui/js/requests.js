// Gives every htmx request the CSRF token, and says aloud (in the toast region) when one fails.
const region = document.querySelector("[data-ocop-toasts]");

function toast(text, tone = "") {
  if (!region || !text) return;
  const note = document.createElement("div");
  note.className = tone ? `o-toast o-toast--${tone}` : "o-toast";
  note.textContent = text;
  region.append(note);
  setTimeout(() => note.remove(), 8000);
}

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token) event.detail.headers["X-CSRFToken"] = token.content;
});
document.addEventListener("htmx:sendError", () => toast(region?.dataset.failed, "error"));
document.addEventListener("htmx:responseError", () => toast(region?.dataset.refused, "error"));
// A response may carry HX-Trigger: {"ocop:toast": {"text": "…", "tone": "error"}}; a module may dispatch the same event.
document.addEventListener("ocop:toast", (event) => toast(event.detail.text, event.detail.tone));
