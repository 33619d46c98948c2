// After a refused form, focus goes to the summary of errors; its links focus the field and not only scroll to it.
document.querySelector("[data-ocop-focus]")?.focus();

document.addEventListener("click", (event) => {
  const link = event.target.closest('.o-errors a[href^="#"]');
  if (!link) return;
  const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  const control = field.matches("input, select, textarea, button, a") ? field : field.querySelector("input, select, textarea");
  (control ?? field).scrollIntoView({ block: "center" });
  (control ?? field).focus({ preventScroll: true });
});
document.addEventListener("htmx:load", (event) => event.target.querySelector?.("[data-ocop-focus]")?.focus());
