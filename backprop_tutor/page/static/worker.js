// The worker: Python, the engine and the learner's record. page.js sends {id, text}, where what is
// typed has with it what it is an answer `to`, and gets
//
//   {id, text}           the engine's reply, when all that it acknowledges is stored
//   {ready: "python"}    questions are answered; {ready: "sympy"}: so is what needs sympy
//   {elsewhere: text}    another tab has written to the record since the last message: how that page
//                        is now, to be shown before the reply; null if the reply shows it
//   {storage: false}     the record cannot be stored now: it lasts as long as the tab; or it can again
//   {failed: text}       nothing works; text is of the system, for a report
import { databaseOf, transaction } from "./database.js";
import { bytesOf, keepPython, pythonStarted } from "./start.js";

const FOLDER = "/record";
const RECORD = "progress.sqlite";
const RELOAD = '{"do": "reload"}';

// The record: the files of FOLDER as they are, and how often they were written.

const store = {
  database: null,
  version: 0,
  known: new Set(), // The files that are stored.
  isLost: false,

  // If it was closed or removed, it is opened anew: then nothing in it is known to be ours.
  async transaction(mode, steps) {
    const run = () => transaction(this.database, mode, steps, { durability: "strict" });
    try {
      return await run();
    } catch {
      this.database?.close();
      this.known.clear();
      this.database = await databaseOf("backprop-tutor", ["files", "state"]);
      return run();
    }
  },

  // Takes the files as they were stored last; returns whether that was another tab.
  async takeWhatIsNew(python) {
    try {
      const isNew = await this.taken(python);
      this.isLost = false;
      return isNew;
    } catch {
      this.isLost = true;
      return false;
    }
  },

  async taken(python) {
    const { version, names, files } = await this.transaction("readonly", (files, state) => {
      const found = {};
      state.get("version").onsuccess = ({ target }) => {
        found.version = target.result ?? 0;
        if (found.version <= this.version) return;
        files.getAllKeys().onsuccess = ({ target }) => (found.names = target.result);
        files.getAll().onsuccess = ({ target }) => (found.files = target.result);
      };
      return found;
    });
    if (version <= this.version) return false; // It is less in a store that was removed.
    for (const name of filesIn(python)) python.FS.unlink(`${FOLDER}/${name}`);
    names.forEach((name, place) => python.FS.writeFile(`${FOLDER}/${name}`, files[place]));
    this.version = version;
    this.known = new Set(names);
    return true;
  },

  async keep(python) {
    try {
      await this.kept(python);
      this.isLost = false;
    } catch {
      this.isLost = true;
    }
  },

  async kept(python) {
    const names = filesIn(python);
    await this.transaction("readwrite", (files, state) => {
      if (!this.known.size) files.clear();
      for (const name of names) {
        // What was set aside never changes.
        if (isOfRecord(name) || !this.known.has(name)) {
          files.put(python.FS.readFile(`${FOLDER}/${name}`), name);
        }
      }
      for (const name of this.known) if (!names.includes(name)) files.delete(name);
      state.put(this.version + 1, "version");
    });
    this.version += 1;
    this.known = new Set(names);
  },

  // Whether a file is not stored: a damaged record that was set aside, or all if the store is lost.
  hasToKeep(python) {
    return filesIn(python).some((name) => !this.known.has(name));
  },
};

// The record, or what SQLite keeps beside it while it writes.
function isOfRecord(name) {
  return name === RECORD || name.startsWith(`${RECORD}-`);
}

function filesIn(python) {
  return python.FS.readdir(FOLDER).filter((name) => name !== "." && name !== "..");
}

// One tab at a time reads or writes the record. Where nothing may be stored there are no locks.
async function alone(work) {
  let isBegun = false;
  try {
    return await navigator.locks.request("backprop-tutor record", () => {
      isBegun = true;
      return work();
    });
  } catch (error) {
    if (isBegun) throw error;
    return work();
  }
}

// Python

// Nothing else can be done in a worker while Python imports what has not arrived.
function bytesAtOnce(name) {
  const request = new XMLHttpRequest();
  request.open("GET", new URL(name, import.meta.url), false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`${name}: ${request.status}`);
  return new Uint8Array(request.response);
}

async function started() {
  const { python, module } = await pythonStarted(self.name === "anew");
  let sympy = null;
  const { mount_on_first_import: mountOnFirstImport } = python.pyimport("mounting");
  mountOnFirstImport(python.toPy(["sympy", "mpmath"]), "sympy.zip", () =>
    python.toPy(sympy ?? bytesAtOnce("sympy.zip")),
  );
  const fetched = bytesOf("sympy.zip").then(
    (bytes) => (sympy = bytes),
    () => {}, // Whoever needs it asks again.
  );
  python.FS.mkdir(FOLDER);
  await alone(() => store.takeWhatIsNew(python));
  const engine = module.Engine(python.pyimport("pathlib").Path(`${FOLDER}/${RECORD}`));
  return { python, engine, fetched };
}

let session = null;
let isReady = false;
let isToldLost = false;
let prompt; // Of what is asked for on the page.

async function answered({ id, text }) {
  const { python, engine, fetched } = await session;
  const reply = await alone(async () => {
    const { do: wanted, to } = JSON.parse(text);
    // What was typed was an answer to a question that may be answered by now.
    const isLate = () => wanted === "type" && to !== prompt;
    let isSaved = false;
    if (await store.takeWhatIsNew(python)) {
      const now = engine.hear(RELOAD);
      const { ask, saved } = JSON.parse(now);
      prompt = ask?.html;
      isSaved = saved;
      const isShown = ["open", "take"].includes(wanted) || isLate();
      postMessage({ elsewhere: isShown ? null : now });
    }
    const said = engine.hear(isLate() ? RELOAD : text);
    const { reply, ask, saved } = JSON.parse(said);
    if (reply === "page") prompt = ask?.html;
    // What cannot be read is not written over.
    const isToKeep = !store.isLost && (saved || isSaved || store.hasToKeep(python));
    if (isToKeep) await store.keep(python);
    return said;
  });
  if (store.isLost !== isToldLost) postMessage({ storage: !(isToldLost = store.isLost) });
  postMessage({ id, text: reply });
  if (!isReady) {
    isReady = true;
    keepPython();
    getReady(engine, fetched).catch(failed);
  }
}

// In parts: what is typed meanwhile waits for one of them.
async function getReady(engine, fetched) {
  await fetched; // Then all that has to be kept for later is there.
  for (const _ of engine.get_ready()) await new Promise((resolve) => setTimeout(resolve));
  postMessage({ ready: "sympy" });
}

// Messages are answered one after the other, in order.
let last = Promise.resolve();
onmessage = ({ data }) => {
  last = last.then(() => answered(data)).catch(failed);
};

function failed(error) {
  postMessage({ failed: String(error?.message ?? error) });
}

session = started();
session.then(() => postMessage({ ready: "python" }), failed);
