// Shows how far a file sent from a criterion has come; its form stands apart from the criterion's own block.
document.addEventListener("htmx:xhr:progress", (event) => {
  const block = document.getElementById(event.target.dataset?.dossiersAttach ?? "");
  const progress = block?.querySelector(".o-progress");
  if (!progress || !event.detail.lengthComputable) return;
  const share = Math.floor((100 * event.detail.loaded) / event.detail.total);
  progress.hidden = false;
  progress.querySelector("progress").value = share;
  progress.querySelector("output").textContent = `${share}%`;
});
