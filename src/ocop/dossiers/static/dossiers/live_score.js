// After each saving, puts the server's fresh panel (what is reached, what is missing) where the old one stands.
for (const form of document.querySelectorAll("form[data-dossiers-live]")) {
  form.addEventListener("ocop:saved", async (event) => {
    const panel = document.querySelector("[data-dossiers-score]");
    if (!panel || event.detail.status === 204) return;
    const open = [...panel.querySelectorAll("details")].map((details) => details.open);
    const fresh = new DOMParser().parseFromString(await event.detail.text(), "text/html");
    panel.replaceChildren(...fresh.body.childNodes);
    panel.querySelectorAll("details").forEach((details, place) => { details.open = open[place] ?? false; });
  });
}
