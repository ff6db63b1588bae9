// A key stays in this tab: it is gone when the tab is closed, and no other site can read it.
const name = 'grain.key';
const changed = new EventTarget();

/** The key that requests bring, if any. */
export const currentKey = (): string | null => sessionStorage.getItem(name);

/** Takes another key, or none. What was asked with the old one is asked again. */
export function takeKey(key: string | null): void {
  if (key) sessionStorage.setItem(name, key);
  else sessionStorage.removeItem(name);
  keyHasChanged();
}

/** Has everything be asked anew, with what opens it now. */
export const keyHasChanged = (): boolean => changed.dispatchEvent(new Event('change'));

/** Calls when the key, or who has signed in, is another; gives what ends that. */
export function whenKeyChanges(act: () => void): () => void {
  changed.addEventListener('change', act);
  return () => changed.removeEventListener('change', act);
}

/** Takes the key out of an address like /#key=grain_…, which servers never see, so that it is not shared with it. */
export function takeKeyOfAddress(): void {
  const key = new URLSearchParams(location.hash.slice(1)).get('key');
  if (!key) return;
  history.replaceState(null, '', location.pathname + location.search);
  takeKey(key);
}
