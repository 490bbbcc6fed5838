// The column of prose and mathematics: pieces are added, steps that are done fold to one line.

const column = document.querySelector("#column");
const told = document.querySelector("#told");
const picture = document.querySelector("#picture");
const drawn = picture.querySelector(".drawn");

let step = null;

addEventListener("resize", reachable);

// On paper the title stands before the picture.
addEventListener("beforeprint", () => column.querySelector("h1")?.after(picture.parentElement));
addEventListener("afterprint", () => document.querySelector("main").before(picture.parentElement));

// The only place where a text becomes markup: it was made by Python, in which all else is text.
export function fill(element, html) {
  element.innerHTML = html;
  return element;
}

function made(html) {
  return fill(document.createElement("div"), html).firstElementChild;
}

// Shows what a page says; `keep`: the same was there before, so the reader's place is kept.
export function show(page, keep) {
  const place = scrollY;
  if (page.replace) {
    column.replaceChildren();
    step = null;
  } else if (page.fold) {
    fold(page.fold);
  }
  const added = page.main.map((piece, k) => {
    if (page.begins && k === page.main.length - 1) {
      step = document.createElement("section");
      step.className = "step";
      column.append(step);
    }
    const element = fill(document.createElement("div"), piece.html);
    (step ?? column).append(element);
    return element;
  });
  const said = page.main.map((piece) => piece.told).filter(Boolean);
  if (said.length || page.replace) tell(said.join("\n"));
  if (page.chain) [...column.querySelectorAll(".chain")].at(-1)?.replaceWith(made(page.chain));
  if (typeof page.picture === "string") draw(page.picture);
  natural(column);
  reachable();
  document.fonts.ready.then(reachable); // The font for mathematics is wider than what stands in.
  if (keep) scrollTo(0, place);
  else if (page.replace) scrollTo(0, 0);
  else if (added.length) bring(added[0], added.at(-1));
  // What is gone on with stands below its beginning.
  if (page.replace && page.begins && added.length > 2 && !scrollY) bring(added.at(-1), added.at(-1));
}

// Says below all else why something was not done.
export function note(html) {
  show({ main: [{ html, told: html }] });
}

// What is read out stands in the column too: in the copy, which nobody sees, nothing takes the focus.
function tell(html) {
  fill(told, html);
  for (const each of told.querySelectorAll("a, summary, button, [tabindex]")) each.tabIndex = -1;
}

// Nothing is read out twice: what was told goes as soon as something is typed.
export function hush() {
  if (told.firstChild) told.replaceChildren();
}

export function draw(html) {
  fill(drawn, html);
  natural(drawn);
  picture.hidden = !html;
  document.body.classList.toggle("pictured", Boolean(html));
  const lit = drawn.querySelector("svg .lit");
  if (lit) {  // On a narrow strip the part that is asked for is brought into sight.
    const at = lit.getBoundingClientRect(), frame = drawn.getBoundingClientRect();
    const tall = drawn.querySelector("svg").clientHeight > drawn.clientHeight;
    drawn.scrollBy(at.left + at.width / 2 - frame.left - frame.width / 2,
                   tall ? at.top + at.height / 2 - frame.top - frame.height / 2 : -drawn.scrollTop);
  }
}

function fold(line) {
  if (!step) return;
  for (const before of column.querySelectorAll("details.step[open]")) before.open = false;
  const done = document.createElement("details");
  done.className = "step";
  done.open = true;
  done.append(fill(document.createElement("summary"), line), ...step.childNodes);
  step.replaceWith(done);
  step = done;
}

// A narrow screen makes a wide picture no smaller than can be read, but no picture larger than drawn.
function natural(within) {
  for (const svg of within.querySelectorAll("figure > svg[width]")) {
    svg.style.setProperty("--drawn", `${svg.getAttribute("width")}px`);
    svg.style.setProperty("--high", `${svg.getAttribute("height")}px`);
  }
}

// What is too wide for the column is scrolled to by keyboard too.
function reachable() {
  for (const wide of column.querySelectorAll(".formula, .wide, figure, pre")) {
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
  }
}

// The height of the strip that stays above the column; 0 where the picture stands beside it.
function above() {
  const strip = picture.parentElement.getBoundingClientRect();
  const stays = getComputedStyle(picture.parentElement).position === "sticky";
  return stays && strip.right > column.getBoundingClientRect().left + 1
    && strip.left < column.getBoundingClientRect().right - 1 ? strip.height : 0;
}

// Changes the strip above; what is read below stays where it is.
export function steady(change) {
  const before = above();
  change();
  scrollBy(0, above() - before);
}

// Scrolls what is new into the room between the strip above and the answer's line below.
function bring(first, last) {
  const over = above();
  const under = document.querySelector("#asked").getBoundingClientRect().top || 0.8 * innerHeight;
  const air = 12;
  const down = last.getBoundingClientRect().bottom - under + air;
  const up = first.getBoundingClientRect().top - over - air;
  if (down > 0 || up < 0) scrollBy(0, Math.min(down, up));
}
