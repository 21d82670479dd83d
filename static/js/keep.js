// A visitor's own list: kept in this browser, shown by its address.
(() => {
  const KEY = "kept-programmes";

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return Array.isArray(kept) ? kept.filter((slug) => typeof slug === "string") : [];
    } catch {
      return [];
    }
  };

  const write = (slugs) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(slugs.slice(0, 100)));
    } catch {
      // a browser that keeps nothing still has the address
    }
    show();
  };

  const address = (slugs) => `?${slugs.map((slug) => `programme=${encodeURIComponent(slug)}`).join("&")}`;

  const show = () => {
    const kept = read();
    for (const link of document.querySelectorAll("[data-keep]")) {
      const pressed = kept.includes(link.dataset.keep);
      link.setAttribute("role", "button");
      link.setAttribute("aria-pressed", pressed);
      link.firstElementChild.textContent = pressed ? "★" : "☆";
    }
    for (const link of document.querySelectorAll("[data-kept]")) {
      link.textContent = kept.length ? `${link.dataset.kept} (${kept.length})` : link.dataset.kept;
    }
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-keep]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const { keep } = link.dataset;
      const kept = read();
      write(kept.includes(keep) ? kept.filter((slug) => slug !== keep) : [...kept, keep]);
    }
    const dropped = event.target.closest("[data-drop]");
    if (dropped) {
      write(read().filter((slug) => slug !== dropped.dataset.drop));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches?.("[data-keep]")) {
      event.preventDefault();
      event.target.click();
    }
  });
  document.addEventListener("htmx:afterSwap", show);
  addEventListener("pageshow", show);
  addEventListener("storage", show);

  const beside = document.querySelector("[data-beside]");
  const others = read().filter((slug) => slug !== beside?.dataset.beside);
  if (beside && others.length) {
    beside.search = address([beside.dataset.beside, ...others.slice(0, 3)]);
    beside.pathname = location.pathname;
    beside.closest("p").hidden = false;
  }

  const list = document.getElementById("own-list");
  if (list) {
    const shown = list.dataset.list.split(" ").filter(Boolean);
    const kept = read();
    if (!shown.length && kept.length && !location.search) {
      location.replace(address(kept));
    }
    const button = list.querySelector("[data-keep-all]");
    if (button && shown.some((slug) => !kept.includes(slug))) {
      button.closest("li").hidden = false;
      button.addEventListener("click", () => {
        write([...new Set([...kept, ...shown])]);
        button.closest("li").hidden = true;
      });
    }
  }
  show();
})();
