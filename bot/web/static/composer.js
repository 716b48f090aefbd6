// The box people write in: Enter sends, Shift+Enter makes a new line, it grows with its text.

export class Composer {
  constructor(form, { onText, onPhoto }) {
    this.form = form;
    this.box = form.querySelector("textarea");
    const photo = form.querySelector("input[type=file]");
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.box.value.trim();
      if (!text) return this.box.focus();
      this.put("");
      onText(text);
    });
    this.box.addEventListener("keydown", (event) => {
      // An input method (Telex, VNI) uses Enter for itself while it composes.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      form.requestSubmit();
    });
    this.box.addEventListener("input", () => this.grow());
    photo.addEventListener("change", () => {
      const file = photo.files[0];
      photo.value = "";
      if (file) onPhoto(file);
    });
  }

  put(text) {
    this.box.value = text;
    this.grow();
  }

  // Gives a text back that was not taken, unless something new is being written.
  giveBack(text) {
    if (this.box.value.trim()) return false;
    this.put(text);
    return true;
  }

  grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${this.box.scrollHeight + 2}px`;
  }
}
