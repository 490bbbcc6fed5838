// The answer's line: what is typed, what it would be read as, the words, the nudged weight.

import { newest } from "./tutor.js";
import { fill, hush, steady } from "./column.js";

const form = document.querySelector("#asked");
const field = document.querySelector("#answer");
const prompt = document.querySelector("#prompt");
const read = document.querySelector("#read");
const words = document.querySelector("#words");
const nudge = document.querySelector("#nudge");
const slider = nudge.querySelector("input");
const check = form.querySelector("#line button");

const opener = document.querySelector("#opener");
const names = document.querySelector("#names");
const MOST_NAMES = 8;
const LONGEST_NAME = 80;

const typed = [];
let known = []; // All that can be typed now.
let place = 0;
let send;
let shown; // What is asked for.

const preview = newest(({ html }) => {
  fill(read.querySelector("output"), html ?? "");
  read.hidden = !html;
});
const slide = newest(({ html, told }) => steady(() => {
  fill(nudge.querySelector("label + div"), html ?? "");
  fill(nudge.querySelector("[role=status]"), told ?? "");
}));

// Makes the line work: `said` is called with each text that is sent and what it is an answer to, and
// tells whether it was heard.
export function listen(said) {
  send = async (text) => {
    preview(null);
    read.hidden = true;
    field.value = "";
    complete();
    if (!await said(text, shown)) field.value ||= text;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (check.disabled) return;
    if (field.value) typed.push(field.value);
    place = typed.length;
    send(field.value);
  });
  field.addEventListener("input", () => {
    hush();
    complete();
    if (field.value.trim()) preview({ do: "preview", text: field.value });
    else {
      preview(null);
      read.hidden = true;
    }
  });
  field.addEventListener("keydown", recall);
  slider.addEventListener("input", move);
  opener.addEventListener("click", () => {
    unfold(nudge.hidden);
    if (!nudge.hidden) slider.focus();
  });
  nudge.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    unfold(false);
    opener.focus();
  });
  // Who types means the answer, wherever on the page the focus is.
  document.addEventListener("keydown", (event) => {
    const plain = event.key.length === 1 && event.key !== " ";
    if (plain && !event.ctrlKey && !event.altKey && !event.metaKey && !form.hidden
        && !event.target.closest("input, textarea, select, button, summary, [contenteditable]")) {
      field.focus();
    }
  });
}

// Shows what is asked; null: nothing is. `open`: an answer would be heard now. `anew`: on a new page,
// where what is being typed stands only if the same is asked for.
export function offer(asked, open, anew) {
  if (anew && asked?.html !== shown) {
    field.value = "";
    preview(null);
    read.hidden = true;
  }
  shown = asked?.html;
  if (anew) { // The weight of that name in another network is another.
    unfold(false);
    delete slider.dataset.quantity;
  }
  form.hidden = !asked;
  if (!asked) return unfold(false);
  known = asked.offered;
  complete();
  fill(prompt, asked.html);
  field.setAttribute("aria-label", asked.spoken);
  words.replaceChildren(...asked.words.map(word), opener);
  opener.hidden = !asked.slide;
  if (!asked.slide) unfold(false);
  if (asked.slide && slider.dataset.quantity !== asked.slide.quantity) {
    slider.dataset.quantity = asked.slide.quantity;
    slider.max = asked.slide.most;
    slider.min = -asked.slide.most;
    slider.step = asked.slide.most / 100;
    slider.value = 0;
    fill(nudge.querySelector("label span"), asked.slide.html);
  }
  if (!nudge.hidden) move();
  listenNow(open);
}

// While a reply is awaited a text can be typed, but not sent.
export function listenNow(open) {
  check.disabled = !open;
  for (const each of words.querySelectorAll("button:not(#opener)")) each.disabled = !open;
}

// Puts the focus on the line; false if nothing is asked.
export function focus() {
  if (!form.hidden) field.focus({ preventScroll: true });
  return !form.hidden;
}

// Says a word at a press; one that more is typed behind is put into the line.
function word({ text, label, fill: begins }) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", () => {
    if (!begins) return send(text);
    field.value = `${text} `;
    field.focus();
  });
  return made;
}

// Offers what is known and begins as what is being typed; a name may hold signs: dE_total/dw5.
function complete() {
  const end = field.selectionStart, first = Math.max(0, end - LONGEST_NAME);
  const before = field.value.slice(first, end);
  for (const { index } of before.matchAll(/(?<![\p{L}\p{N}_∂])[\p{L}∂]/gu)) {
    const begun = before.slice(index).toLowerCase();
    const like = known.filter((each) => each.toLowerCase().startsWith(begun));
    if (begun.length < 2 || !like.length) continue;
    names.replaceChildren(...like.slice(0, MOST_NAMES).map((name) => completed(name, first + index)));
    names.hidden = like.some((each) => each.toLowerCase() === begun);
    return;
  }
  names.hidden = true;
}

function completed(name, from) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = name;
  made.addEventListener("click", () => {
    field.setRangeText(name, from, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input"));
  });
  return made;
}

function unfold(open) {
  steady(() => nudge.hidden = !open);
  opener.setAttribute("aria-expanded", open);
  if (open) move();
}

function move() {
  slide({ do: "slide", quantity: slider.dataset.quantity, by: Number(slider.value) });
}

// As in a terminal: what was typed before comes back with the arrow up; Escape empties the line.
function recall(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (event.key === "Escape") field.value = "";
  else if (step && typed[place + step] !== undefined) field.value = typed[place += step];
  else if (step === 1) {
    place = typed.length;
    field.value = "";
  } else return;
  event.preventDefault();
  field.dispatchEvent(new Event("input"));
}
