// A list of the programme's own facts is filled when it is entered, from the facts of the form.
"use strict";
{
  const MAX_LABEL = 60; // characters

  function saved() {
    return [...document.querySelectorAll("#facts-group .part.has_original")].map((part) => ({
      key: part.querySelector("input[name$='-id']").value,
      label: part.querySelector(".inline_label").textContent,
    }));
  }

  function fill(list) {
    const offered = new Set([...list.options].map((option) => option.value));
    for (const { key, label } of saved()) {
      if (!offered.has(key)) {
        const text = label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL)}…` : label;
        list.add(new Option(text, key));
      }
    }
  }

  for (const kind of ["focusin", "pointerover"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.matches?.("select[data-own-facts]")) {
        fill(event.target);
      }
    });
  }
}
