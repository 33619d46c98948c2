// While files are being sent: a share for htmx requests, a moving bar (no value) for a plain form, which tells no share.
document.addEventListener("htmx:xhr:progress", (event) => {
  const progress = event.target.querySelector?.("[data-ocop-upload] .o-progress");
  if (!progress || !event.detail.lengthComputable) return;
  const share = Math.floor((100 * event.detail.loaded) / event.detail.total);
  progress.hidden = false;
  progress.querySelector("progress").value = share;
  progress.querySelector("output").textContent = `${share}%`;
});
document.addEventListener("submit", (event) => {
  const progress = event.target.querySelector("[data-ocop-upload] .o-progress");
  if (progress && !event.target.matches("[hx-post]")) {
    progress.hidden = false;
    progress.querySelector("progress").removeAttribute("value");
  }
});
