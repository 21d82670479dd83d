// Suggestions while typing: an ARIA combobox around every search field. Without it the field works.
(() => {
  const PAUSE = 120; // milliseconds without a key before the server is asked
  const known = new Map();

  async function ask(address, typed, signal) {
    const key = typed.trim().toLowerCase();
    if (key.length < 2) return [];
    if (!known.has(key)) {
      const answer = await fetch(`${address}?q=${encodeURIComponent(typed.trim())}`, { signal });
      if (!answer.ok) return []; // the next time it may be answered
      known.set(key, (await answer.json()).suggestions);
    }
    return known.get(key);
  }

  function option(list, suggestion, number) {
    const item = document.createElement("li");
    item.id = `${list.id}-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.text = suggestion.text;
    item.dataset.address = suggestion.url;
    const kind = document.createElement("span");
    kind.textContent = suggestion.kind;
    item.append(suggestion.text, " ", kind);
    return item;
  }

  function combobox(input) {
    const list = document.createElement("ul");
    list.id = `${input.id}-suggestions`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Подсказки");
    input.parentElement.append(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);

    let active = -1;
    let timer = 0;
    let request = new AbortController();

    function stop() {
      clearTimeout(timer);
      request.abort();
      request = new AbortController();
    }

    function show(suggestions) {
      list.replaceChildren(...suggestions.map((s, number) => option(list, s, number)));
      list.hidden = !suggestions.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      point(-1);
    }

    function point(number) {
      active = number;
      [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === number)));
      const item = list.children[number];
      if (item) input.setAttribute("aria-activedescendant", item.id);
      else input.removeAttribute("aria-activedescendant");
      item?.scrollIntoView({ block: "nearest" });
    }

    function choose(item) {
      input.value = item.dataset.text;
      stop();
      show([]);
      if (item.dataset.address) location.assign(item.dataset.address);
      else input.form.requestSubmit();
    }

    function move(step) {
      const places = list.children.length + 1; // the field itself is one of them
      point(((active + 1 + step + places) % places) - 1);
    }

    async function renew() {
      stop();
      try {
        show(await ask(input.dataset.suggest, input.value, request.signal));
      } catch (error) {
        if (error.name !== "AbortError") show([]); // no network: the field works on without help
      }
    }

    input.addEventListener("input", () => {
      stop();
      timer = setTimeout(renew, PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      // keys of an input method choose its characters; 229 is what Safari says of them
      if (event.isComposing || event.keyCode === 229) {
        if (event.key === "Enter") event.preventDefault();
        return;
      }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) renew();
        else move(event.key === "ArrowDown" ? 1 : -1);
        event.preventDefault();
      } else if (event.key === "Enter" && active >= 0) {
        choose(list.children[active]);
        event.preventDefault();
      } else if (event.key === "Escape" && !list.hidden) {
        show([]);
        event.preventDefault();
      }
    });
    // in a narrow header a button opens the field
    input.closest("[popover]")?.addEventListener("toggle", (event) => {
      if (event.newState === "open") input.focus();
    });
    input.addEventListener("blur", () => {
      stop();
      show([]);
    });
    input.form.addEventListener("submit", () => {
      stop();
      show([]);
    });
    // the field keeps the focus while the mouse is at work
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) choose(item);
    });
  }

  document.querySelectorAll("[data-suggest]").forEach(combobox);
})();
