// The copy button of the reference. Without this file the text can be selected by hand.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText.trim());
    const label = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}
// On the page of evidence a value lights up the passages it rests on, and a passage its values. Without
// this file both are links to each other.
const beside = document.querySelector(".beside");
if (beside) {
  const light = (event) => {
    const side = event.target.closest("[data-key]");
    const keys = side ? [side.dataset.key, ...side.dataset.lights.split(" ")] : [];
    for (const one of beside.querySelectorAll("[data-key]")) one.classList.toggle("lit", keys.includes(one.dataset.key));
  };
  for (const name of ["pointerover", "focusin", "click"]) beside.addEventListener(name, light);
}
