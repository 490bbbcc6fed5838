// Small texts that this browser keeps; where nothing can be kept they are as long as the tab is.

export function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // There is no room, or nothing may be stored.
  }
}
