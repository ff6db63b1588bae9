import { currentKey, keyHasChanged } from './key';
import type { Session } from './signedin';

const name = 'grain.session';

/** A token is renewed so long before it ends, in milliseconds: a request takes its time. */
const early = 30_000;

/** Who has signed in, if anybody. */
export function currentSession(): Session | null {
  const text = sessionStorage.getItem(name);
  return text ? (JSON.parse(text) as Session) : null;
}

/** Takes another session, or none. What was asked before is asked again. */
export function takeSession(session: Session | null): void {
  keep(session);
  keyHasChanged();
}

function keep(session: Session | null): void {
  if (session) sessionStorage.setItem(name, JSON.stringify(session));
  else sessionStorage.removeItem(name);
}

/** What is one's own is opened by who one is; all else by the key, where there is one. */
const isMine = (path: string) => /^\/api\/spaces\/[^/]+\/me(\/|$)/.test(path);

/** What a request to a path brings, if anything. */
export async function bearerFor(path: string): Promise<string | null> {
  const [key, session] = [currentKey(), currentSession()];
  if (!session || (key && !isMine(path))) return key;
  return Date.now() < session.until - early ? session.token : renewed(session);
}

let renewing: Promise<string | null> | undefined;

/** Another token, for all who wait for one. Who cannot get one is not signed in any more, and is shown what strangers are. */
function renewed(session: Session): Promise<string | null> {
  renewing ??= renew(session).finally(() => (renewing = undefined));
  return renewing;
}

async function renew(session: Session): Promise<string | null> {
  const { renewedSession } = await import('./provider');
  const next = await renewedSession(session);
  // Who has signed out meanwhile stays so.
  if (currentSession()?.token !== session.token) return currentSession()?.token ?? null;
  if (next) keep(next);
  else takeSession(null);
  return next?.token ?? null;
}
