// Says to screen readers what select2 leaves out: whose list it is, and which one is open.
// Where a pasted address is no source's yet, offers to make one of it in the window for new ones.
"use strict";
{
  const $ = django.jQuery;

  function label(select) {
    const found = document.querySelector(`label[for="${select.id}"]`);
    found.id ||= `${select.id}-label`;
    return found;
  }

  function name(select) {
    const shown = $(select).data("select2").$container[0];
    const box = shown.querySelector(".select2-selection");
    const text = shown.querySelector(".select2-selection__rendered");
    if (select.multiple) {
      shown.querySelector("input").setAttribute("aria-labelledby", label(select).id);
      box.removeAttribute("role"); // the field in it is what one types into
      box.removeAttribute("aria-expanded");
      box.removeAttribute("aria-haspopup");
    } else {
      box.setAttribute("aria-labelledby", `${label(select).id} ${text.id}`);
      text.removeAttribute("role"); // no field of its own: the box around it is
      text.removeAttribute("aria-readonly");
    }
  }

  function nameAll(part) {
    for (const select of part.querySelectorAll("select.select2-hidden-accessible")) {
      name(select);
    }
  }

  $(() => nameAll(document));
  document.addEventListener("formset:added", (event) => nameAll(event.target));

  let opened;
  $(document).on("select2:open", (event) => {
    const select = event.target;
    opened = select;
    const list = `select2-${select.id}-results`;
    const shown = $(select).data("select2").$container[0];
    const field = document.querySelector(".select2-container--open input.select2-search__field");
    shown.querySelector(".select2-selection").setAttribute("aria-controls", list);
    document.getElementById(list).setAttribute("aria-labelledby", label(select).id);
    field.setAttribute("aria-labelledby", label(select).id);
    field.setAttribute("aria-controls", list);
  });

  // whoever types and presses Enter at once must not choose of what stood there before
  document.addEventListener(
    "input",
    ({ target }) => {
      if (target.matches(".select2-container--open input.select2-search__field")) {
        $(opened).data("select2").results.clear();
      }
    },
    true, // before select2 hears of it and says that it is searching
  );

  const ADDRESS = /^https?:\/\/\S+$/i;

  // what the server finds nothing for gets one line more, before the list shows it
  $.ajaxPrefilter((options) => {
    const asked = new URLSearchParams(options.data);
    const term = (asked.get("term") ?? "").trim();
    if (asked.get("field_name") !== "source" || !ADDRESS.test(term)) {
      return;
    }
    options.dataFilter = (text) => {
      const found = JSON.parse(text);
      if (!found.results?.length) {
        found.results = [{ id: term, text: `Завести источник по этому адресу: ${term}` }];
      }
      return JSON.stringify(found);
    };
  });

  $(document).on("select2:select", (event) => {
    const select = event.target;
    const add = document.getElementById(`add_${select.id}`);
    if (!add || !ADDRESS.test(event.params.data.id)) {
      return;
    }
    select.querySelector(`option[value="${CSS.escape(event.params.data.id)}"]`)?.remove();
    $(select).val(null).trigger("change");
    const plain = add.href;
    add.href = `${plain}&url=${encodeURIComponent(event.params.data.id)}`;
    add.click();
    add.href = plain;
  });
}
