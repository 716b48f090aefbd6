// The copy buttons of the page about embedding.

const told = document.getElementById("copied");

for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      document.execCommand("copy"); // pages without https have no clipboard
    }
    const before = [...button.childNodes];
    button.textContent = "Đã chép";
    told.textContent = "Đã chép mã nhúng";
    setTimeout(() => {
      button.replaceChildren(...before);
      told.textContent = "";
    }, 2500);
  });
}
