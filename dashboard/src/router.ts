import { useEffect, useState } from 'preact/hooks';

/** Where somebody is. */
export type Place =
  | { view: 'home' }
  | { view: 'space'; space: string }
  | { view: 'person'; space: string; id: string }
  | { view: 'epochs'; space: string }
  | { view: 'epoch'; space: string; epoch: string }
  | { view: 'run'; space: string; part: string; id?: string }
  | { view: 'me'; space: string }
  | { view: 'app' }
  | { view: 'signin' }
  | { view: 'nowhere' };

/** Addresses without a space; the first is known to identity providers. */
export const paths = { signIn: '/signin', app: '/run' } as const;

/** The place of an address. Ids of people have slashes in them, so they stand at the end. */
export function placeOf(path: string): Place {
  const parts = path
    .split('/')
    .filter(part => part.length > 0)
    .map(decoded);
  if (parts.length === 0) return { view: 'home' };
  const [first, space, kind, ...rest] = parts;
  if (first === 'signin' && !space) return { view: 'signin' };
  if (first === 'run' && !space) return { view: 'app' };
  if (first !== 'spaces' || !space) return { view: 'nowhere' };
  if (!kind) return { view: 'space', space };
  if (kind === 'people' && rest.length > 0) return { view: 'person', space, id: rest.join('/') };
  if (kind === 'epochs') return rest[0] ? { view: 'epoch', space, epoch: rest[0] } : { view: 'epochs', space };
  if (kind === 'me' && rest.length === 0) return { view: 'me', space };
  if (kind === 'run') return { view: 'run', space, part: rest[0] ?? '', id: rest[1] };
  return { view: 'nowhere' };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const segment = (text: string) => encodeURIComponent(text).replaceAll('%40', '@').replaceAll('%3A', ':');

/** The addresses of the views. */
export const to = {
  home: () => '/',
  space: (space: string) => `/spaces/${segment(space)}`,
  person: (space: string, id: string) => `/spaces/${segment(space)}/people/${id.split('/').map(segment).join('/')}`,
  epochs: (space: string) => `/spaces/${segment(space)}/epochs`,
  epoch: (space: string, epoch: string) => `/spaces/${segment(space)}/epochs/${segment(epoch)}`,
  run: (space: string, part = '', id = '') => `/spaces/${[space, 'run', part, id].filter(Boolean).map(segment).join('/')}`,
  me: (space: string) => `/spaces/${segment(space)}/me`,
  app: () => paths.app,
};

const moved = new EventTarget();

/** Goes to an address of the dashboard. */
export function go(path: string): void {
  history.pushState(null, '', path);
  moved.dispatchEvent(new Event('move'));
  scrollTo(0, 0);
}

/** Changes the query of the address, without a step in the history: what a table shows can be shared. */
export function say(values: Record<string, string | undefined>): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }

  const text = query.toString();
  history.replaceState(null, '', text ? `${location.pathname}?${text}` : location.pathname);
}

/** A value of the address's query. */
export const said = (name: string): string | undefined => new URLSearchParams(location.search).get(name) ?? undefined;

/** The current address's path; links of the page are followed without loading it anew. */
export function usePath(): string {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const read = () => setPath(location.pathname);
    const follow = (event: MouseEvent) => {
      const link = (event.target as Element).closest?.('a');
      if (!link || link.target || link.download || link.origin !== location.origin || link.pathname.startsWith('/api/')) return;
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      if (link.hash && link.pathname === location.pathname) return;
      event.preventDefault();
      go(link.pathname + link.search);
    };
    addEventListener('popstate', read);
    moved.addEventListener('move', read);
    document.addEventListener('click', follow);
    return () => {
      removeEventListener('popstate', read);
      moved.removeEventListener('move', read);
      document.removeEventListener('click', follow);
    };
  }, []);
  return path;
}
