// What only a script can do with a programme's page: share it and print it.
(() => {
  const reveal = (button) => {
    button.closest("li").hidden = false;
  };

  for (const button of document.querySelectorAll("[data-print]")) {
    reveal(button);
    button.addEventListener("click", () => window.print());
  }

  // a note leads into a folded group: not every browser unfolds it by itself
  const unfold = () => {
    const fold = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("details");
    if (fold) fold.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();
  addEventListener("beforeprint", () => {
    document.querySelectorAll(".fact-group").forEach((fold) => {
      fold.open = true;
    });
  });

  for (const button of navigator.clipboard ? document.querySelectorAll("[data-cite]") : []) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const fact = button.closest(".fact");
      const said = fact.querySelector(".fact-statement").textContent;
      const source = [...button.parentNode.childNodes].filter((node) => node !== button);
      const where = source.map((node) => node.textContent).join("").trim();
      await navigator.clipboard.writeText(`${said} (${where}) ${location.href.split("#")[0]}#${fact.id}`);
      button.textContent = "Скопировано";
    });
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    if (navigator.clipboard) {
      reveal(button);
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).value);
        button.textContent = "Скопировано";
      });
    }
  }

  for (const button of document.querySelectorAll("[data-share]")) {
    const { share: url, title } = button.dataset;
    if (navigator.share) {
      reveal(button);
      button.textContent = "Поделиться";
      // a person who changes their mind is no error
      button.addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
    } else if (navigator.clipboard) {
      reveal(button);
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(url);
        button.textContent = "Ссылка скопирована";
      });
    }
  }
})();
