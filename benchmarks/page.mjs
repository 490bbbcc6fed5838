// How soon the page is there in Chromium, and how much is sent: medians, beside `import sympy` in the
// same Pyodide. It needs the page, served, and a driver for the browser:
//
//   npm install --prefix build pyodide@314 playwright-core
//   backprop-tutor page -o build/site --pyodide build/node_modules/pyodide --serve &
//   node benchmarks/page.mjs http://127.0.0.1:8000/ [RUNS [BROWSER]]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "../build/node_modules/playwright-core/index.mjs";

const [address, runs = "5", browser = "/usr/bin/chromium"] = process.argv.slice(2);
const OPTIONS = {
  executablePath: browser,
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
};
const ROUTE = "?lang=en#walk/mazur";
const ANSWERS = ["0.3775", "garbage", "hint", "why", "0.5933", "0.3925", "0.5969", "1.106", "0.7514"];

await printSizes();
const times = {};
for (let run = 0; run < Number(runs); run++) await measure();
for (const [what, measured] of Object.entries(times)) {
  const most = Math.max(...measured);
  console.log(`${what.padEnd(34)} ${ms(median(measured))}  (slowest ${ms(most)}, of ${measured.length})`);
}

async function printSizes() {
  const { files } = await (await fetch(new URL("build.json", address))).json();
  const table = { "fragments, of which a visit needs one": 0 };
  let written = 0;
  for (const name of files) {
    const bytes = Buffer.from(await (await fetch(new URL(name, address))).arrayBuffer());
    const sent = Math.min(gzipSync(bytes, { level: 9 }).length, bytes.length);
    if (name.startsWith("fragments")) table["fragments, of which a visit needs one"] += sent;
    else table[name] = sent;
    if (/^[^/]+\.(html|css|js)$/.test(name)) written += bytes.length;
  }
  for (const [name, sent] of Object.entries(table)) console.log(`${name.padEnd(40)} ${bytesOf(sent)}`);
  const sum = Object.values(table).reduce((one, other) => one + other);
  console.log(`${"in all, compressed".padEnd(40)} ${bytesOf(sum)}`);
  console.log(`${"HTML, CSS and scripts, as written".padEnd(40)} ${bytesOf(written)}\n`);
}

// One learner: the first visit, some answers, and a second visit with what was kept.
async function measure() {
  const profile = mkdtempSync(join(tmpdir(), "page-"));
  try {
    const first = await chromium.launchPersistentContext(profile, OPTIONS);
    const page = await first.newPage();
    await visit(page, "at the first visit");
    for (const typed of ANSWERS) note("an answer", await answer(page, typed));
    await page.evaluate(() => navigator.serviceWorker.ready);
    note("import sympy, in the same Pyodide", await page.evaluate(importSympy));
    await first.close();
    const second = await chromium.launchPersistentContext(profile, OPTIONS);
    await visit(await second.newPage(), "later");
    await second.close();
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

async function visit(page, when) {
  const begun = Date.now();
  await page.goto(new URL(ROUTE, address).href, { waitUntil: "commit" });
  await page.waitForSelector("#column > *");
  note(`first page, ${when}`, Date.now() - begun);
  await page.waitForSelector("#asked:not([hidden]) #line button:enabled", { timeout: 120_000 });
  note(`first question, ${when}`, Date.now() - begun);
}

async function answer(page, typed) {
  await page.fill("#answer", typed);
  return page.evaluate(
    () =>
      new Promise((done) => {
        const begun = performance.now();
        const button = document.querySelector("#line button");
        const column = document.querySelector("#column");
        const seen = new MutationObserver(() => done(performance.now() - begun));
        seen.observe(column, { childList: true, subtree: true });
        button.click();
        setTimeout(done, 20_000, 20_000);
      }),
  );
}

async function importSympy() {
  const { loadPyodide } = await import(new URL("pyodide/pyodide.mjs", location).href);
  const python = await loadPyodide({ indexURL: new URL("pyodide/", location).href });
  const { mount } = python.pyimport("mounting");
  for (const name of ["package.zip", "sympy.zip"]) {
    const bytes = await (await fetch(name)).arrayBuffer();
    mount(name, python.toPy(new Uint8Array(bytes)));
  }
  const begun = performance.now();
  python.runPython("import sympy");
  return performance.now() - begun;
}

function note(what, time) {
  (times[what] ??= []).push(time);
}

function median(measured) {
  const sorted = [...measured].sort((one, other) => one - other);
  return sorted[sorted.length >> 1];
}

function ms(time) {
  return `${time.toFixed(0).padStart(6)} ms`;
}

function bytesOf(size) {
  return `${size.toLocaleString("en").padStart(12)} bytes`;
}
