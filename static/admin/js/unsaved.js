// Typed text is not left without a word: the browser asks, and a sentence stands by the buttons.
"use strict";
{
  const form = document.querySelector("#content-main form");
  const note = document.querySelector(".unsaved");
  // a form that comes back with its mistakes, or was refused, holds what nobody has saved
  const isRefused = document.querySelector(".errornote, [data-refused]") !== null;
  let isSent = false;

  // what the server has put into a field, not what the browser brought back into it
  function isChanged(field) {
    if (field.type === "checkbox" || field.type === "radio") {
      return field.checked !== field.defaultChecked;
    }
    if (field.type === "select-multiple") {
      return [...field.options].some((option) => option.selected !== option.defaultSelected);
    }
    if (field.type === "select-one") {
      const options = [...field.options];
      const given = options.find((option) => option.defaultSelected) ?? options[0];
      return field.value !== (given?.value ?? "");
    }
    return "defaultValue" in field && field.value !== field.defaultValue;
  }

  const isUnsaved = () => isRefused || [...form.elements].some(isChanged);

  function look() {
    isSent = false; // whoever goes on typing was not led away
    const text = isUnsaved() ? note.dataset.text : "";
    if (note.textContent !== text) {
      note.textContent = text;
    }
  }

  let waiting = 0;
  function lookSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(look, 200);
  }

  form.addEventListener("submit", (event) => {
    isSent = event.submitter?.formTarget !== "_blank";
    clearTimeout(waiting);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && isUnsaved()) {
      event.preventDefault();
    }
  });
  // «click» for what scripts fill in, «focus» for what a window opened from here chose
  for (const kind of ["input", "change", "click", "keyup"]) {
    form.addEventListener(kind, lookSoon);
  }
  window.addEventListener("focus", lookSoon);
  window.addEventListener("pageshow", look);
}
