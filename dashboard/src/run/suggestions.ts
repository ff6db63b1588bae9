import type { components } from '../api/generated';
import { grouped } from './group';

type Standing = components['schemas']['Standing'];

/** Two that may be one person. */
export interface Suggestion {
  into: Standing;
  target: Standing;
  why: string;
}

const shownMax = 50;

/** Names as people compare them: without accents, case and spaces. */
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** The name of an account at its sender: `ada` of `github/ada`. */
const handleOf = (id: string): string => folded(id.slice(id.lastIndexOf('/') + 1));

/**
 * Whose names are there twice, those with most points first. A name that is there more than a few times is no sign: it may be “admin”.
 */
export function suggestionsOf(standings: readonly Standing[]): Suggestion[] {
  const found = new Map<string, Suggestion>();
  const look = (keyOf: (standing: Standing) => string, why: string) => {
    const groups = grouped(standings, keyOf);
    for (const [key, [into, ...others]] of groups) {
      // Numbers and single letters are no names.
      if (key.length < 3 || /^\d+$/.test(key) || others.length === 0 || others.length > 3) continue;
      for (const target of others) {
        const pair = `${into!.contributor}\n${target.contributor}`;
        if (!found.has(pair)) found.set(pair, { into: into!, target, why });
      }
    }
  };
  look(standing => (standing.name === standing.contributor ? '' : folded(standing.name)), 'the same name');
  look(standing => handleOf(standing.contributor), 'the same account name at two senders');
  return [...found.values()].slice(0, shownMax);
}
