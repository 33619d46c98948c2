// File boxes: drop, list of what was chosen, size checked before sending.
const boxOf = (node) => node.closest?.("[data-ocop-upload]");
const megabytes = (bytes) => `${(bytes / 1048576).toFixed(1).replace(".", ",")} MB`;

function list(box) {
  const input = box.querySelector("input[type=file]");
  const limit = Number(box.dataset.maxMb || 0) * 1048576;
  const chosen = box.querySelector(".o-upload__chosen");
  chosen.replaceChildren();
  let wrong = "";
  for (const file of input.files) {
    const row = document.createElement("li");
    const [name, size] = [document.createElement("span"), document.createElement("span")];
    [name.textContent, size.textContent] = [file.name, megabytes(file.size)];
    if (limit && file.size > limit) {
      row.className = "o-upload__bad";
      size.textContent += ` – ${box.dataset.tooLarge}`;
      wrong = `${file.name}: ${box.dataset.tooLarge}`;
    }
    row.append(name, size);
    chosen.append(row);
  }
  input.setCustomValidity(wrong);
}

const ready = (root) => {
  for (const box of root.querySelectorAll?.("[data-ocop-upload]") ?? []) box.classList.add("o-upload--ready");
};
ready(document);
document.addEventListener("htmx:load", (event) => ready(event.target));

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const box = boxOf(event.target);
    if (!box) return;
    event.preventDefault();
    box.classList.toggle("o-upload--over", kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    const input = box.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
document.addEventListener("change", (event) => {
  if (event.target.type === "file" && boxOf(event.target)) list(boxOf(event.target));
});
