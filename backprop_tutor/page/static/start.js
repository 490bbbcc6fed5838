// Python with the engine in it: started anew, or gone on with as it was after an earlier start.
//
// What is kept for that is all of Python's memory when the engine is imported, and the files that it
// imports from. The record is not opened by then, so nothing of a learner is in it. It fits one build
// of the page in one version of one browser. The names with a dollar sign are filled in when the site
// is built.
//
// Pyodide can do this, but does not promise it yet: its options for it begin with an underscore, and
// it makes no room for a memory larger than the one it begins with, so that is done here
// (https://github.com/pyodide/pyodide/issues/6254). Whatever fails, Python is started anew.
import { databaseOf, transaction } from "./database.js";
import createPyodideModule from "./pyodide/pyodide.asm.mjs";
import { loadPyodide } from "./pyodide/pyodide.mjs";

const FOLDER = "/archives"; // Where `mounting` puts what Python imports from.
const LIBRARY = "/lib/python314.zip";
const ARCHIVES = $archives; // Each with its digest.
const HERE = new URL("./", import.meta.url).pathname; // There may be other pages beside this one.
const KEY = [HERE, "$build", navigator.userAgent];
const ALL_KEYS = IDBKeyRange.bound([HERE], [HERE, []]);

const OPTIONS = {
  indexURL: new URL("pyodide/", import.meta.url).href,
  env: { HOME: "/", BACKPROP_TUTOR_HOME: "/record" },
  createPyodideModule,
};

export async function bytesOf(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(name + ": " + answer.status);
  return new Uint8Array(await answer.arrayBuffer());
}

// Returns Python, and the module that the engine is in. `anew`: what was kept is of no use.
export async function pythonStarted(anew) {
  const python = anew ? null : await goneOnWith().catch(passedOver);
  return python ?? startedAnew();
}

// What goes wrong here costs time, and nothing else.
function passedOver(error) {
  console.info(error);
  return null;
}

// What was kept

async function kept(mode, steps) {
  const database = await databaseOf("backprop-tutor start", ["python"]);
  try {
    return await transaction(database, mode, steps);
  } finally {
    database.close();
  }
}

// Returns null if nothing is kept that fits.
async function goneOnWith() {
  const found = await kept("readonly", (python) => python.count(KEY));
  if (!found.result) return null;
  const reading = kept("readonly", (python) => python.get(KEY));
  const memory = reading.then(({ result }) => bytesIn(result.memory));
  memory.catch(() => {}); // Pyodide awaits it.
  const python = await loadPyodide({
    ...OPTIONS,
    createPyodideModule: async (settings) => {
      const module = await createPyodideModule(settings);
      module.growMemory((await memory).length);
      return module;
    },
    _loadSnapshot: memory,
  });
  (await memory).buffer.transfer?.(0); // Pyodide holds on to it, and it is as large as Python.
  const { sizes, files } = (await reading).result;
  const bytes = await bytesIn(files);
  let at = 0;
  let made = "";
  for (const [path, size] of sizes) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (folder !== made) python.FS.mkdirTree((made = folder));
    python.FS.writeFile(path, bytes.subarray(at, (at += size)), { canOwn: true });
  }
  python.pyimport("random").seed();
  return { python, module: python.pyimport("backprop_tutor.page.engine") };
}

async function bytesIn(blob) {
  return new Uint8Array(await blob.arrayBuffer());
}

// Started anew

let toKeep = null; // Until the learner has been served.

async function startedAnew() {
  const packing = bytesOf("package.zip");
  packing.catch(() => {}); // It is awaited below.
  const python = await loadPyodide({ ...OPTIONS, _makeSnapshot: true });
  const packed = await packing;
  const { mount } = python.pyimport("mounting");
  mount.callKwargs("package.zip", python.toPy(packed), { unpacked: "backprop_tutor" });
  const module = python.pyimport("backprop_tutor.page.engine");
  module.load_for_questions();
  try {
    toKeep = { memory: python.makeMemorySnapshot(), packed, FS: python.FS };
  } catch (error) {
    passedOver(error);
  }
  return { python, module };
}

function filesBelow(FS, folder) {
  const names = FS.readdir(folder).filter((name) => name !== "." && name !== "..");
  return names.flatMap((name) => {
    const path = folder + "/" + name;
    return FS.isDir(FS.stat(path).mode) ? filesBelow(FS, path) : [[path, FS.readFile(path)]];
  });
}

// Keeps Python as it was when it had started, if it was started anew.
export async function keepPython() {
  if (toKeep === null) return;
  const { memory, packed, FS } = toKeep;
  toKeep = null;
  try {
    const files = filesBelow(FS, FOLDER);
    const own = {
      memory: new Blob([memory]),
      sizes: files.map(([path, bytes]) => [path, bytes.length]),
      files: new Blob(files.map(([, bytes]) => bytes)),
    };
    // While a site is exchanged, archives of two builds can arrive.
    const archives = { "package.zip": packed, "pyodide/python_stdlib.zip": FS.readFile(LIBRARY) };
    for (const name of Object.keys(ARCHIVES)) {
      if ((await digestOf(archives[name])) !== ARCHIVES[name]) return;
    }
    await kept("readwrite", (python) => {
      python.delete(ALL_KEYS);
      python.put(own, KEY);
    });
  } catch (error) {
    passedOver(error); // There may be no room for it.
  }
}

async function digestOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
