// What is typed is kept every few seconds; others who have the same form open are named.
"use strict";
{
  const PAUSE = 8000; // milliseconds after the last key
  const PRESENCE = 20000;
  const presence = document.querySelector("[data-presence]");
  const note = document.querySelector(".autosaved");
  const form = presence.closest("form");
  let waiting = 0;
  let isSent = false;

  async function post(address, body) {
    const answer = await fetch(address, { method: "POST", body, redirect: "error" });
    return answer.ok ? answer.json() : null;
  }

  async function keep() {
    if (isSent) {
      return;
    }
    const body = new FormData(form);
    body.append("_autosave", "1");
    try {
      const told = await post(location.pathname, body);
      if (told?.saved) {
        note.textContent = `Набранное само сохранилось в ${told.saved}: если страница закроется, его можно вернуть.`;
      } else {
        note.textContent = told ? "Автосохранение ждёт: в форме есть что исправить." : "";
      }
    } catch {
      note.textContent = "Автосохранение не удалось: нет связи.";
    }
  }

  function keepSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  }

  async function tell() {
    if (document.visibilityState !== "visible") {
      return;
    }
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.querySelector('[name="csrfmiddlewaretoken"]').value);
    try {
      const told = await post(presence.dataset.presence, body);
      const names = told?.others.join(", ") ?? "";
      presence.textContent = names ? `Эту запись сейчас открыли и другие: ${names}.` : "";
    } catch {
      presence.textContent = "";
    }
  }

  form.addEventListener("input", keepSoon);
  form.addEventListener("change", keepSoon);
  form.addEventListener("submit", (event) => {
    isSent = event.submitter?.formTarget !== "_blank";
    clearTimeout(waiting);
  });
  window.addEventListener("pageshow", () => {
    isSent = false;
    tell();
  });
  setInterval(tell, PRESENCE);
}
