// The key of a space is learnt when a proof of it first holds here, and asked for ever after: whoever makes up another space later,
// or signs for this one with another key, is found out.
const name = (space: string) => `grain.key-of.${space}`;

/** The public key that this browser knows a space by; undefined before the first proof. */
export const knownKey = (space: string): string | undefined => localStorage.getItem(name(space)) ?? undefined;

/** Remembers the key of a space, if none is known. */
export function learnKey(space: string, key: string): void {
  if (knownKey(space) === undefined) localStorage.setItem(name(space), key);
}
