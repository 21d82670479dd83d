// The catalogue under htmx: short addresses, facets that stay open, an honest page when a request fails.
(() => {
  const form = document.getElementById("question");
  const folds = new Map();
  form.classList.add("instant");

  form.addEventListener("htmx:configRequest", (event) => {
    const sent = event.detail.formData;
    [...sent].filter(([, value]) => !value.trim()).forEach(([name]) => sent.delete(name));
  });

  form.addEventListener("htmx:beforeSwap", () => {
    form.querySelectorAll("details").forEach((fold) => folds.set(fold.id, fold.open));
  });

  form.addEventListener("htmx:afterSwap", () => {
    form.querySelectorAll("details").forEach((fold) => {
      fold.open = folds.get(fold.id) ?? fold.open;
    });
  });

  // on a phone the facets make room for the list that was asked for
  form.addEventListener("submit", () => {
    document.getElementById("panel").open = false;
    document.getElementById("answer").scrollIntoView({ block: "start" });
  });

  // without the network or the server the browser itself says so, at the right address
  const ask = () => form.submit();
  form.addEventListener("htmx:responseError", ask);
  form.addEventListener("htmx:sendError", ask);
})();
