// Small texts that this browser keeps; where nothing can be kept they are as long as the tab is.
// What a tab has of its own, as `tab`, another tab does not overwrite.

export function stored(key, tab = false) {
  try {
    return (tab ? sessionStorage : localStorage).getItem(key);
  } catch {
    return null;
  }
}

export function store(key, value, tab = false) {
  try {
    (tab ? sessionStorage : localStorage).setItem(key, value);
  } catch {
    // There is no room, or nothing may be stored.
  }
}
