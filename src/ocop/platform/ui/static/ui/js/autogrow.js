// Text boxes grow with their text where the browser's own field-sizing is missing.
if (!CSS.supports("field-sizing", "content")) {
  const grow = (box) => {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-ocop-autogrow]")) grow(event.target);
  });
  for (const box of document.querySelectorAll("textarea[data-ocop-autogrow]")) grow(box);
}
