// The page where a network is written: its text with numbered lines, and what is wrong with it.

import { ask, newest } from "./tutor.js";
import { draw, fill } from "./column.js";
import { store, stored } from "./kept.js";

const text = document.querySelector("#yaml");
const lines = document.querySelector("#lines");
const faults = document.querySelector("#faults");
const lead = document.querySelector("#lead");
const template = document.querySelector("#template");

const check = newest((draft) => {
  if (draft.reply !== "drafted") return fill(faults, draft.html ?? "");
  faults.replaceChildren(...draft.faults.map(told));
  number(new Set(draft.faults.map((fault) => fault.line)));
  if (draft.picture) draw(draft.picture); // Else the last good one stays, and so does the text below it.
  lead.hidden = !draft.route;
  lead.href = `#${draft.route}`;
});

export function listen() {
  text.addEventListener("input", edited);
  text.addEventListener("scroll", () => lines.scrollTop = text.scrollTop);
  template.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { layers, activation, seed } = template.elements;
    const made = await ask({
      do: "template", layers: layers.value, activation: activation.value, seed: Math.trunc(seed.value),
    });
    if (!made.yaml) return fill(faults, made.html);
    write(made.yaml);
  });
}

// Puts a draft in the place of another, as if it were typed: it can be undone.
function write(draft) {
  if (text.value) {
    text.select(); // It takes the focus too, where a key undoes it.
    if (document.execCommand("insertText", false, draft)) return;
  }
  text.value = draft;
  edited();
}

// Called when the page is opened: what was written is still there, in this tab or else in the last
// that was written in; else a template.
export function open() {
  text.value ||= stored("draft", true) ?? stored("draft") ?? "";
  if (text.value) edited();
  else template.requestSubmit();
}

// Called when it is left: no picture of the draft comes to another page.
export function close() {
  check(null);
}

function edited() {
  number(new Set());
  check({ do: "draft", yaml: text.value });
  store("draft", text.value);
  store("draft", text.value, true);
}

function number(wrong) {
  const count = text.value.split("\n").length;
  lines.replaceChildren(...Array.from({ length: Math.min(count, 5000) }, (_, k) => {
    const line = document.createElement("div");
    line.textContent = k + 1;
    if (wrong.has(k + 1)) line.className = "wrong";
    return line;
  }));
  lines.scrollTop = text.scrollTop;
}

// A message leads to its place in the text.
function told(fault) {
  const button = document.createElement("button");
  button.type = "button";
  const line = document.createElement("b");
  line.textContent = fault.line;
  button.append(line, ` ${fault.text}`);
  button.addEventListener("click", () => {
    const before = text.value.split("\n").slice(0, fault.line - 1);
    const at = before.join("\n").length + (fault.line > 1) + fault.column - 1;
    text.focus();
    text.setSelectionRange(at, at);
  });
  return button;
}
