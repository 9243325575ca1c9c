// What pages may do without: asks before unsaved text is left, and counts the characters that are left.
"use strict";

function textOf(form) {
  return JSON.stringify([...new FormData(form)].filter(([, value]) => typeof value === "string"));
}

function askBeforeLeaving(form) {
  // A page that shows what was typed again, with its faults, has unsaved text from the start.
  let saved = document.querySelector("#errors") ? "" : textOf(form);
  let sent = false;
  form.addEventListener("submit", () => { sent = true; });
  form.addEventListener("htmx:afterRequest", (event) => {
    sent = false;
    if (event.detail.successful) {
      saved = textOf(form);
    }
  });
  window.addEventListener("pageshow", () => { sent = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!sent && form.isConnected && textOf(form) !== saved) {
      event.preventDefault();
    }
  });
}

function countCharacters(text) {
  const count = document.getElementById(`${text.id}-count`);
  const longest = Number(text.dataset.longest);
  const number = new Intl.NumberFormat(document.documentElement.lang);
  let waiting;
  function say() {
    // Code points, as the server counts them; a line break is one.
    const left = longest - [...text.value].length;
    const words = left < 0 ? count.dataset.over : count.dataset.left;
    count.textContent = words.replace("{n}", number.format(Math.abs(left)));
    count.classList.toggle("govuk-error-message", left < 0);
    count.classList.toggle("govuk-hint", left >= 0);
  }
  count.setAttribute("aria-live", "polite");
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(say, 500);
  });
  if (text.value) {
    say();
  }
}

function begin(root) {
  root.querySelectorAll("form[data-unsaved]").forEach(askBeforeLeaving);
  root.querySelectorAll("textarea[data-longest]").forEach(countCharacters);
}

begin(document);
document.getElementById("errors")?.focus();
document.addEventListener("htmx:afterSwap", (event) => begin(event.target));
