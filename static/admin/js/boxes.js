// A record that was added in a window of its own stands in the list of boxes at once, ticked.
"use strict";
{
  const dismiss = window.dismissAddRelatedObjectPopup;

  function box(list, value, name) {
    const row = document.createElement("div");
    const label = document.createElement("label");
    const field = document.createElement("input");
    field.type = "checkbox";
    field.name = list.id.replace(/^id_/, "");
    field.id = `${list.id}_${list.querySelectorAll("input").length}`;
    field.value = value;
    field.checked = true;
    label.htmlFor = field.id;
    label.append(field, ` ${name}`);
    row.append(label);
    list.append(row);
    return field;
  }

  // Django calls this from the window, whose name is the id of the field and its depth
  window.dismissAddRelatedObjectPopup = (opened, value, name) => {
    const list = document.getElementById(opened.name.replace(/__\d+$/, ""));
    if (!(list instanceof HTMLDivElement)) {
      dismiss(opened, value, name);
      return;
    }
    const added = box(list, value, name);
    added.dispatchEvent(new Event("change", { bubbles: true }));
    opened.close();
    added.focus();
  };
}
