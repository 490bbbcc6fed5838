// The page around the tutor: routes, language, and replies put where they belong. What is said,
// asked and decided is Python's.

import * as tutor from "./tutor.js";
import * as column from "./column.js";
import * as answer from "./answer.js";
import * as editor from "./editor.js";
import { store, stored } from "./kept.js";

const root = document.documentElement;
const homes = [...document.querySelectorAll("#homes > [lang]")];
const main = document.querySelector("main");
const state = document.querySelector("#state");
const files = document.querySelector("#files");
const replacing = document.querySelector("#replacing");

let labels = {};
let route = null; // What is shown; null until Python has shown something.
let chosen = false;
let news = ""; // What is said beside the next reply.
let unsaved = false; // The record cannot be stored: that is said as long as it is so.
let held = ""; // A record from a file, until it is said whether it takes the place of the one here.
let slow;

document.querySelector("#needs").remove();
start();

function start() {
  const home = homes.find((each) => each.lang === language()) ?? homes[0];
  speak(home.lang, JSON.parse(home.dataset.labels));
  document.querySelector("#language").addEventListener("click", change);
  document.querySelector("#skip").addEventListener("click", (event) => {
    event.preventDefault();
    answer.focus() || main.focus();
  });
  answer.listen(async (text, to) => Boolean(await request({ do: "type", text, to }, true)));
  editor.listen();
  const [saving, listing, taking] = files.querySelectorAll("button");
  const file = files.querySelector("input");
  saving.addEventListener("click", () => keep("record"));
  listing.addEventListener("click", () => keep("csv"));
  taking.addEventListener("click", () => file.click());
  file.addEventListener("change", opened);
  const [saved, replace, leave] = replacing.querySelectorAll("button");
  saved.addEventListener("click", () => keep("record"));
  replace.addEventListener("click", () => take(true));
  leave.addEventListener("click", () => {
    settled();
    taking.focus();
  });
  state.querySelector("button").addEventListener("click", again);
  addEventListener("hashchange", () => {
    if (asked() !== route) open();
  });
  // A link to what is shown changes no address: after `menu` or `quit` it begins again what was left.
  main.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && link.href === location.href) open();
  });
  first(home);
  again();
}

// The language of the link that was followed, the one that was chosen here, or the browser's.
function language() {
  const said = new URLSearchParams(location.search).get("lang") ?? stored("lang");
  chosen = Boolean(said);
  const wanted = [said, ...navigator.languages].filter(Boolean).map((each) => each.split("-")[0]);
  return wanted.find((each) => homes.some((home) => home.lang === each));
}

// What was rendered when the site was built is there before Python is: a whole page, or what all
// pages about a network have.
async function first(home) {
  const here = asked(), [path, said = ""] = here.split("?"), [kind, name] = path.split("/");
  document.body.dataset.kind = kind;
  if (!here) return column.show({ replace: true, main: [{ html: home.innerHTML }] });
  const whole = ["course", "glossary", "editor"].includes(here) || here === `walk/${name}`;
  const own = kind === "net" || /^own\b/.test(name);
  const of = /^(walk|quiz|train|plot)\/[a-z0-9-]+(\/|$)/.test(path) && !own ? `walk/${name}` : whole && here;
  const found = of && await fetch(`fragments/${home.lang}/${of}.json`).catch(() => null);
  const page = found?.ok ? await found.json() : null;
  if (route !== null || asked() !== here) return;
  // Who has a record is further than the first question.
  if (page && whole && !(kind === "walk" && stored("begun"))) put(page, false);
  else sketch(page, own ? "editor" : kind, /\b(variant|after)\b/.test(said));
}

// Its title, and the network; `other`: with other numbers than in the picture.
function sketch(page, kind, other) {
  const [title, coming] = ["h1", "p"].map((each) => document.createElement(each));
  title.textContent = document.title = page?.title ?? labels[kind] ?? labels.course;
  coming.className = "remark";
  coming.textContent = labels.coming;
  const begun = page && kind === "walk" && !other;
  column.show({
    replace: true, main: begun ? page.main.slice(0, 1) : [], picture: other ? "" : page?.picture ?? "",
  });
  document.querySelector("#column").append(...(begun ? [coming] : [title, coming]));
  for (const each of document.querySelectorAll("#picture .lit")) each.classList.remove("lit");
}

// Starts Python, at first or after it was lost.
function again() {
  unsaved = false;
  say("loading");
  tutor.start(heard);
  open(route !== null);
}

function heard(said) {
  if (said.failed !== undefined) {
    console.warn(said.failed);
    answer.listenNow(false);
    say(route === null ? "failed" : unsaved ? "" : "lost", true);
  } else if (said.elsewhere !== undefined) {
    say(news = "other_tab");
    const page = said.elsewhere && JSON.parse(said.elsewhere);
    if (page?.reply === "page" && route !== null) put(page, true, true);
  } else if (said.storage !== undefined) {
    unsaved = !said.storage;
    say(news);
  } else if (said.ready === "sympy") {
    // It fetches all files once more, so it waits until Python has what it needs.
    navigator.serviceWorker?.register("service_worker.js").catch(() => {});
  }
}

function open(keep) {
  for (const each of document.querySelectorAll("nav a[href]")) {
    const here = each.getAttribute("href") === `#${asked().split("/")[0]}`;
    if (here) each.setAttribute("aria-current", "page");
    else each.removeAttribute("aria-current");
  }
  return request({ do: "open", route: asked(), lang: root.lang, chosen }, false, keep);
}

// Asks Python, shows the page that it replies with, and returns the reply; none if it was lost.
async function request(what, typed, keep) {
  answer.listenNow(false);
  main.setAttribute("aria-busy", "true");
  clearTimeout(slow);
  if (route !== null) slow = setTimeout(say, 400, "working", false, 10000);
  let reply;
  try {
    reply = await tutor.ask(what);
  } catch {
    return undefined; // The worker was lost; `heard` says so.
  } finally {
    clearTimeout(slow);
  }
  main.removeAttribute("aria-busy");
  say(news);
  news = "";
  if (reply.saved) store("begun", "1");
  if (reply.reply === "page") {
    const before = route;
    put(reply, true, keep || (before === null && !typed));
    if (typed) answer.focus() || main.focus({ preventScroll: true });
    else if (before !== null && !keep) main.focus({ preventScroll: true });
  } else {
    answer.listenNow(route !== null);
    if (reply.reply === "refused" && (typed || what.do === "open")) column.note(reply.html);
  }
  return reply;
}

function put(page, live, keep) {
  if (page.labels) speak(page.lang, page.labels);
  if (page.title) document.title = page.title;
  if (live) {
    route = page.route;
    if (asked() !== route) history.replaceState(null, "", `#${route}`);
  }
  column.show(page, keep);
  answer.offer(page.ask, live, page.replace);
  const kind = page.route.split(/[/?]/)[0];
  document.body.dataset.kind = kind;
  files.hidden = kind !== "progress";
  settled();
  const editing = document.querySelector("#editor");
  const edits = kind === "editor" && live;
  if (!edits) editor.close();
  else if (editing.hidden) editor.open();
  editing.hidden = !edits;
}

function speak(lang, said) {
  root.lang = lang;
  labels = { ...labels, ...said };
  for (const each of document.querySelectorAll("[data-label]")) {
    each.textContent = labels[each.dataset.label] ?? "";
  }
  for (const each of document.querySelectorAll("[data-name]")) {
    each.setAttribute("aria-label", labels[each.dataset.name] ?? "");
  }
  const other = document.querySelector("#language");
  other.lang = other.hreflang = labels.other_language;
}

// Says in one line how it stands; `stuck`: with a way to start Python anew, at once or later.
function say(key, stuck = false, later = 0) {
  const [line, button] = state.children;
  const said = [labels[key], unsaved && labels.unsaved].filter(Boolean).join(" ");
  if (line.textContent !== said) line.textContent = said; // A screen reader says it once.
  state.hidden = !said;
  button.hidden = !stuck;
  if (later) slow = setTimeout(say, later, key, true);
}

function change(event) {
  event.preventDefault();
  const home = homes.find((each) => each.lang === labels.other_language);
  chosen = true;
  store("lang", home.lang);
  history.replaceState(null, "", `?lang=${home.lang}${location.hash}`);
  speak(home.lang, JSON.parse(home.dataset.labels));
  if (route === null) first(home);
  open(true);
}

async function keep(what) {
  const file = await request({ do: what });
  if (file?.reply !== "file") return column.fill(document.querySelector("#refused"), file?.html ?? "");
  const bytes = Uint8Array.from(atob(file.base64), (each) => each.charCodeAt(0));
  const made = document.createElement("a");
  made.href = URL.createObjectURL(new Blob([bytes], { type: file.kind }));
  made.download = file.name;
  made.click();
  setTimeout(() => URL.revokeObjectURL(made.href), 60000);
}

async function opened({ target }) {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  const reader = new FileReader();
  reader.onload = () => {
    held = reader.result.replace(/^[^,]*,/, "");
    take(false);
  };
  reader.readAsDataURL(file);
}

async function take(sure) {
  const reply = await request({ do: "take", base64: held, sure });
  if (!reply || reply.reply === "page") return;
  column.fill(document.querySelector("#refused"), reply.html);
  replacing.hidden = reply.reply !== "to replace";
  if (!replacing.hidden) replacing.querySelector("button").focus();
}

function settled() {
  held = "";
  replacing.hidden = true;
  document.querySelector("#refused").replaceChildren();
}

function asked() {
  return location.hash.slice(1);
}
