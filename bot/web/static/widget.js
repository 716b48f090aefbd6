// Gương Sáng: nút trò chuyện cho trang của địa phương.
// <script src=".../widget.js" data-xa="cam-ngoc" defer></script>
(() => {
  const script = document.currentScript;
  if (!script || window.guongsang) return;
  window.guongsang = true;
  const home = new URL(script.src).origin;
  const place = script.dataset.xa || "";

  const css = `
:host{all:initial;position:fixed;z-index:2147483000;right:0;bottom:0;font:600 18px/1.3 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
button{font:inherit;cursor:pointer;border:0;color:#fff;background:#8e1b1f}
button:focus-visible{outline:4px solid #f2c14e;outline-offset:2px}
.open{position:fixed;right:max(16px,env(safe-area-inset-right));bottom:max(16px,env(safe-area-inset-bottom));min-height:60px;padding:0 22px 0 18px;border-radius:30px;border:2px solid #f2c14e;display:flex;align-items:center;gap:10px;box-shadow:0 6px 22px rgba(60,10,10,.35)}
.open:hover{background:#741418}
svg{width:30px;height:30px;fill:none;stroke:#f8d98a;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.box{position:fixed;right:16px;bottom:16px;width:min(420px,calc(100vw - 32px));height:min(700px,calc(100vh - 32px));height:min(700px,calc(100dvh - 32px));display:flex;flex-direction:column;border-radius:18px;overflow:hidden;background:#8e1b1f;box-shadow:0 14px 50px rgba(40,8,8,.45)}
.bar{display:flex;align-items:center;justify-content:space-between;color:#fff;padding:0 4px 0 18px}
.close{min-width:56px;min-height:48px;padding:0 14px;border-radius:12px;font-size:17px}
.close:focus-visible{outline-offset:-4px}
iframe{flex:1;width:100%;border:0;background:#faf5ec;color-scheme:light dark}
[hidden]{display:none!important}
@media (max-width:520px){.box{inset:0;width:100%;height:100%;height:100dvh;border-radius:0}}
@media (prefers-color-scheme:dark){.box,.bar button{background:#561518}iframe{background:#1a1311}}
@media print{:host{display:none}}`;

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  try {
    const sheet = new CSSStyleSheet(); // allowed where the page forbids inline styles
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(make("style", {}, css));
  }

  function make(tag, attributes, text) {
    const made = document.createElement(tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    if (text) made.textContent = text;
    return made;
  }

  const launcher = make("button", { type: "button", class: "open", "aria-haspopup": "dialog", "aria-expanded": "false" });
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", "M4 5h16v11H10l-5 4v-4H4zM8 9.5h8M8 12.5h5");
  icon.append(line);
  launcher.append(icon, make("span", {}, "Hỏi Gương Sáng"));

  const box = make("div", { class: "box", role: "dialog", "aria-label": "Trò chuyện với Gương Sáng", lang: "vi" });
  box.hidden = true;
  const bar = make("div", { class: "bar" });
  const closer = make("button", { type: "button", class: "close" }, "Đóng ✕");
  closer.setAttribute("aria-label", "Đóng cuộc trò chuyện");
  bar.append(make("span", {}, "Người tốt, việc tốt"), closer);
  box.append(bar);
  let frame;

  function greet() {
    frame.focus();
    frame.contentWindow.postMessage("guongsang:opened", home);
  }

  function open() {
    box.hidden = false;
    launcher.hidden = true;
    launcher.setAttribute("aria-expanded", "true");
    closer.focus();
    if (frame) return greet();
    frame = make("iframe", {
      title: "Trò chuyện với Gương Sáng",
      src: `${home}/?embed=1${place ? "&xa=" + encodeURIComponent(place) : ""}`,
    });
    frame.addEventListener("load", () => box.hidden || greet());
    box.append(frame);
  }

  function close() {
    box.hidden = true;
    launcher.hidden = false;
    launcher.setAttribute("aria-expanded", "false");
    launcher.focus();
  }

  launcher.addEventListener("click", open);
  closer.addEventListener("click", close);
  root.addEventListener("keydown", (event) => event.key === "Escape" && !box.hidden && close());
  addEventListener("message", (event) => {
    if (frame && event.source === frame.contentWindow && event.data === "guongsang:close") close();
  });
  root.append(launcher, box);
  document.body.append(host);
})();
