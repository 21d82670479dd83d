// What only a script can do with a programme's page: share it and print it.
(() => {
  const reveal = (button) => {
    button.closest("li").hidden = false;
  };

  for (const button of document.querySelectorAll("[data-print]")) {
    reveal(button);
    button.addEventListener("click", () => window.print());
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
      // a person who changes their mind is no error
      button.addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
    } else if (navigator.clipboard) {
      reveal(button);
      button.textContent = "Скопировать ссылку";
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(url);
        button.textContent = "Ссылка скопирована";
      });
    }
  }
})();
