// The list of suggested places under a place field: open, move, choose, close. Without this file the field is a text box.
const boxes = () => document.querySelectorAll("[data-ocop-place-field]:not([data-ready])");

function prepare(box) {
  box.dataset.ready = "";
  const input = box.querySelector("input");
  const list = box.querySelector("[role=listbox]");
  const options = () => [...list.querySelectorAll("[role=option]")];
  let current = -1;

  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) mark(-1);
  };
  const mark = (index) => {
    current = index;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const chosen = options()[index];
    if (chosen) {
      input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const choose = (option) => {
    input.value = option.dataset.ocopPlace;
    show(false);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  list.addEventListener("htmx:afterSwap", () => show(document.activeElement === input && list.children.length > 0));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus in the text box
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  input.addEventListener("blur", () => show(false));
  input.addEventListener("keydown", (event) => {
    const found = options();
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && found.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const from = current < 0 && step < 0 ? 0 : current;
      show(true);
      mark((from + step + found.length) % found.length);
    } else if (event.key === "Enter" && !list.hidden && current >= 0) {
      event.preventDefault();
      choose(found[current]);
    }
  });
}

boxes().forEach(prepare);
document.addEventListener("htmx:load", () => boxes().forEach(prepare));
