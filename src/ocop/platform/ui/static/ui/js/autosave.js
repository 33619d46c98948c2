// Saves a form as one goes: <form data-ocop-autosave="/address/" data-ocop-draft="key">. What cannot be sent is kept on
// this machine under the key and sent again when the network is back; server answers 2xx (saved) or 422/409 (refused).
const RETRY_SECONDS = 15;

for (const form of document.querySelectorAll("form[data-ocop-autosave]")) {
  const status = form.querySelector("[data-ocop-autosave-status]") ?? document.querySelector("[data-ocop-autosave-status]");
  const key = `ocop:draft:${form.dataset.ocopDraft || location.pathname}`;
  let [waiting, sending, again] = [0, false, false];

  const say = (state, more = "") => {
    if (!status) return;
    status.dataset.state = state;
    status.textContent = [status.dataset[state], more].filter(Boolean).join(" ");
  };
  const typed = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");

  async function save() {
    clearTimeout(waiting);
    if (sending) return void (again = true);
    [sending, again] = [true, false];
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (typeof value !== "string") body.delete(name);
    say("saving");
    try {
      const response = await fetch(form.dataset.ocopAutosave || form.action, {
        method: "POST", body, headers: { "X-Ocop-Autosave": "1" }, redirect: "manual",
      });
      if (response.ok) {
        localStorage.removeItem(key);
        say("saved", new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" }));
        form.dispatchEvent(new CustomEvent("ocop:saved", { bubbles: true, detail: response }));
      } else if (response.status === 422 || response.status === 409) {
        say("refused", (await response.text()).slice(0, 300));
      } else throw new Error(response.status);
    } catch {
      localStorage.setItem(key, JSON.stringify(typed()));
      say("kept");
      waiting = setTimeout(save, RETRY_SECONDS * 1000);
    }
    sending = false;
    if (again) save();
  }

  const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
  for (const [name, value] of kept) {
    for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (control.type === "radio" || control.type === "checkbox") control.checked ||= control.value === value;
      else if (control.type !== "hidden") control.value = value;
    }
  }
  if (kept.length) { say("restored"); save(); }
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(save, 900); });
  form.addEventListener("change", save);
  addEventListener("online", () => { if (localStorage.getItem(key)) save(); });
}
