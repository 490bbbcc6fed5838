// Keeps all files of one build, so that the page opens without a network.
//
// A build is kept whole or not at all: each file has to have the digest that it was built with. A
// new one waits until no tab is open, or the only one is loaded again; then the old one is removed.
// The names with a dollar sign are filled in when the site is built.
const BUILD = "$build";
const FILES = $files;

const PREFIX = "backprop-tutor " + new URL("./", self.location).pathname + " ";
const CACHE = PREFIX + BUILD;

function addressOf(name) {
  return new URL(name === "index.html" ? "./" : name, self.location).href;
}

async function kept(cache, name) {
  const address = addressOf(name);
  // Asks whether it has changed; what has not is not sent again.
  const answer = await fetch(address, { cache: "no-cache" });
  if (!answer.ok) throw new Error(address + ": " + answer.status);
  const bytes = await answer.clone().arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const written = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (written !== FILES[name]) throw new Error(address + " is of another build");
  await cache.put(address, answer);
}

async function install() {
  const cache = await caches.open(CACHE);
  try {
    for (const name of Object.keys(FILES)) await kept(cache, name);
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function removeOthers() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  }
}

async function answered(request) {
  if (request.mode === "navigate" && self.registration.waiting) {
    const tabs = await self.clients.matchAll({ type: "window" });
    if (tabs.length < 2) {
      self.registration.waiting.postMessage("take over");
      // An empty page without an icon to ask for, which loads itself again.
      return new Response('<!DOCTYPE html><link rel="icon" href="data:,">', {
        headers: { "Content-Type": "text/html", Refresh: "0" },
      });
    }
  }
  const cache = await caches.open(CACHE);
  const asked = request.url.split(/[?#]/)[0];
  const address = asked === addressOf("./") + "index.html" ? addressOf("./") : asked;
  const found = await cache.match(address, { ignoreVary: true });
  return found ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(removeOthers()));
self.addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(addressOf("./"))) {
    event.respondWith(answered(event.request));
  }
});
