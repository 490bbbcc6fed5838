// IndexedDB, as promises.

// Returns a database; if it is not there it is made, with these stores.
export function databaseOf(name, stores) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => stores.forEach((each) => asked.result.createObjectStore(each));
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("blocked"));
  });
}

// Runs steps in one transaction, with all stores in the order of their names, and waits until it is
// complete.
export async function transaction(database, mode, steps, options) {
  const stores = [...database.objectStoreNames];
  const opened = database.transaction(stores, mode, options);
  const done = new Promise((resolve, reject) => {
    opened.oncomplete = resolve;
    opened.onabort = opened.onerror = () => reject(opened.error);
  });
  const result = steps(...stores.map((each) => opened.objectStore(each)));
  await done;
  return result;
}
