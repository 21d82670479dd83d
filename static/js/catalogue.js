// The catalogue under htmx: short addresses, facets that stay open and in place, an honest page when a request fails.
(() => {
  const form = document.getElementById("question");
  const answer = document.getElementById("answer");
  const folds = new Map();
  let touched = ""; // the id of the field that was changed last
  let place = 0; // how far below the edge of the window it stood
  form.classList.add("instant");

  const top = () => document.getElementById(touched)?.getBoundingClientRect().top ?? place;

  form.addEventListener("htmx:configRequest", (event) => {
    const sent = event.detail.formData;
    [...sent].filter(([, value]) => !value.trim()).forEach(([name]) => sent.delete(name));
  });

  form.addEventListener("change", (event) => {
    touched = event.target.id;
  });

  form.addEventListener("htmx:beforeSwap", () => {
    form.querySelectorAll("details").forEach((fold) => folds.set(fold.id, fold.open));
    place = top();
    // a short list must not end the page above the place where the visitor is
    const around = document.documentElement.scrollHeight - answer.offsetHeight;
    answer.style.minBlockSize = `${Math.max(0, scrollY + innerHeight - around)}px`;
  });

  form.addEventListener("htmx:afterSwap", () => {
    form.querySelectorAll("details").forEach((fold) => {
      fold.open = folds.get(fold.id) ?? fold.open;
    });
    scrollBy({ top: top() - place, behavior: "instant" });
  });

  // on a phone the facets make room for the list that was asked for
  form.addEventListener("submit", () => {
    touched = "";
    document.getElementById("panel").open = false;
    answer.scrollIntoView({ block: "start" });
  });

  // going back asks the question of before anew, and leads to where on its page the visitor was
  const placeOf = (address) => `place of ${address}`;
  document.body.addEventListener("htmx:beforeHistorySave", (event) => {
    sessionStorage.setItem(placeOf(event.detail.path), scrollY);
  });
  addEventListener("popstate", () => {
    sessionStorage.setItem("returning", "yes");
  });
  if (sessionStorage.getItem("returning")) {
    sessionStorage.removeItem("returning");
    const was = Number(sessionStorage.getItem(placeOf(location.pathname + location.search)));
    // after the browser has put the page where it stood when it was loaded anew
    addEventListener("load", () => requestAnimationFrame(() => scrollTo({ top: was, behavior: "instant" })));
  }

  // without the network or the server the browser itself says so, at the right address
  const ask = () => form.submit();
  form.addEventListener("htmx:responseError", ask);
  form.addEventListener("htmx:sendError", ask);
})();
