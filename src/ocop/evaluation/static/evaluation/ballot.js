// Saves each mark as it is tapped. What cannot be sent stays on this machine, in order, and is sent when the line is back.
const sheet = document.querySelector("[data-ev-ballot]");
const [url, key] = [sheet.dataset.evBallot, sheet.dataset.evKey];
const token = document.querySelector('meta[name="csrf-token"]').content;
const alertBox = sheet.querySelector("[data-ev-alert]");
const RETRY_MS = 4000;
let queue = JSON.parse(localStorage.getItem(key) ?? "[]"); // [{code, level?, remark?}], the first one may be on its way
let [sending, waiting] = [false, 0];

const standing = () => document.getElementById("bang-diem");
const version = () => standing().dataset.version;
const keep = () => queue.length ? localStorage.setItem(key, JSON.stringify(queue)) : localStorage.removeItem(key);

function say(state, text) {
  const status = standing().querySelector("[data-ev-status]");
  [status.dataset.state, status.textContent] = [state, text];
}

function put(entry) {
  // The first entry may have reached the server already, so only later ones are replaced by a newer choice.
  const sameKind = (other) => other.code === entry.code && ("level" in other) === ("level" in entry);
  queue = [...queue.slice(0, sending ? 1 : 0), ...queue.slice(sending ? 1 : 0).filter((other) => !sameKind(other)), entry];
  keep();
  send();
}

async function send() {
  if (sending || !queue.length) return;
  clearTimeout(waiting);
  sending = true;
  const [entry] = queue;
  const body = new URLSearchParams({ version: version() });
  if ("level" in entry) body.set(`muc-${entry.code}`, entry.level);
  else body.set(`nhan-xet-${entry.code}`, entry.remark);
  say("saving", sheet.dataset.evSaving);
  try {
    const headers = { "X-CSRFToken": token, "X-Ocop-Ballot": "1" };
    const response = await fetch(url, { method: "POST", body, headers, redirect: "manual" });
    if (response.ok) taken(await response.text());
    else if (response.headers.get("Content-Type")?.startsWith("text/plain")) refused(await response.text());
    else throw response.type === "opaqueredirect" || response.status === 403 ? warn(sheet.dataset.evSignin) : new Error(response.status);
  } catch {
    say("kept", `${sheet.dataset.evKept} ${queue.length}`);
    waiting = setTimeout(send, RETRY_MS);
    sending = false;
    return;
  }
  sending = false;
  send();
}

function taken(fragment) {
  queue.shift();
  keep();
  standing().replaceWith(document.createRange().createContextualFragment(fragment));
  for (const field of sheet.querySelectorAll("[data-ev-version]")) field.value = version();
  count();
}

function refused(reason) {
  const codes = [...new Set(queue.map((entry) => entry.code))].join(", ");
  queue = [];
  keep();
  warn(`${reason} (${sheet.dataset.evRefused}: ${codes})`);
  say("kept", sheet.dataset.evRefused);
}

function warn(text) {
  alertBox.textContent = text;
  alertBox.hidden = false;
  alertBox.scrollIntoView({ block: "center" });
}

function count() {
  for (const link of sheet.querySelectorAll("[data-ev-group]")) {
    const group = document.getElementById(link.dataset.evGroup);
    const [all, made] = [group.querySelectorAll("fieldset").length, group.querySelectorAll("input:checked").length];
    link.querySelector("small").textContent = `${made}/${all}`;
    link.toggleAttribute("data-done", made === all);
  }
}

for (const entry of queue) { // choices of an earlier visit that never arrived
  if ("level" in entry) sheet.querySelector(`[name="muc-${entry.code}"][value="${entry.level}"]`)?.toggleAttribute("checked", true);
  else { const box = sheet.querySelector(`[name="nhan-xet-${entry.code}"]`); if (box) box.value = entry.remark; }
}
for (const button of sheet.querySelectorAll("[data-ev-plain]")) button.hidden = true;
sheet.addEventListener("change", (event) => {
  const code = event.target.closest("[data-ev-code]")?.dataset.evCode;
  if (!code) return;
  put(event.target.type === "radio" ? { code, level: event.target.value } : { code, remark: event.target.value });
});
// A digit picks the level of that many points in the criterion that has the focus.
sheet.addEventListener("keydown", (event) => {
  if (!/^\d$/.test(event.key) || event.target.type !== "radio") return;
  const levels = [...event.target.closest(".o-levels").querySelectorAll(".o-level")];
  const level = levels.find((one) => parseInt(one.querySelector(".o-level__points").textContent, 10) === Number(event.key));
  const input = level?.querySelector("input");
  input?.focus(); // so that Tab goes on to the next criterion
  input?.click();
});
for (const form of sheet.querySelectorAll("form")) form.addEventListener("submit", (event) => {
  if (!queue.length) return;
  event.preventDefault(); // marks on their way go first
  send();
});
addEventListener("online", send);
count();
send();
