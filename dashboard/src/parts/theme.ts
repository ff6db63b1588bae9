/** What the reader has chosen: the machine's own colours, or others. */
export type Theme = 'auto' | 'light' | 'dark';

const name = 'grain.theme';
const all: readonly Theme[] = ['auto', 'light', 'dark'];

/** The reader's choice. */
export function theme(): Theme {
  const kept = localStorage.getItem(name);
  return all.find(each => each === kept) ?? 'auto';
}

/** Shows the page in the colours that are chosen. */
export function applyTheme(): void {
  const chosen = theme();
  if (chosen === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

/** Goes to the next choice. */
export function nextTheme(): Theme {
  const next = all[(all.indexOf(theme()) + 1) % all.length]!;
  localStorage.setItem(name, next);
  applyTheme();
  return next;
}
