import type { Bytes } from './bytes';
import { fromHex } from './crypto';

/** A proof does not prove what it says; the message names what is wrong. */
export class ProofFault extends Error {}

/** A part of a proof, of which nothing is known yet. */
export type Part = Readonly<Record<string, unknown>>;

/** Whoever wrote a proof may have meant ill: each part is looked at before it is used. */
export function must(holds: unknown, why: string): asserts holds {
  if (!holds) throw new ProofFault(why);
}

export function object(value: unknown, what: string): Part {
  must(value !== null && typeof value === 'object' && !Array.isArray(value), `${what} is missing`);
  return value as Part;
}

export function list(value: unknown, what: string): readonly unknown[] {
  must(Array.isArray(value), `${what} is missing`);
  return value;
}

export function text(value: unknown, what: string): string {
  must(typeof value === 'string', `${what} is no text`);
  return value;
}

export function whole(value: unknown, what: string): number {
  must(typeof value === 'number' && Number.isSafeInteger(value) && value >= 0, `${what} is no whole number`);
  return value;
}

/** So many bytes in lower-case hex; undefined if it is something else. */
export const hexBytes = (value: unknown, size: number): Bytes | undefined =>
  typeof value === 'string' && value.length === 2 * size && /^[0-9a-f]*$/.test(value) ? fromHex(value) : undefined;

export function hash(value: unknown, what: string): Bytes {
  const bytes = hexBytes(value, 32);
  must(bytes, `${what} is no SHA-256 in lower-case hex`);
  return bytes;
}

/** RFC 8785 for what there is in these documents: objects of texts, whole numbers and objects. */
export const canonical = (value: unknown): string =>
  value !== null && typeof value === 'object'
    ? `{${Object.keys(value)
        .sort()
        .map(name => `${JSON.stringify(name)}:${canonical((value as Part)[name])}`)
        .join(',')}}`
    : JSON.stringify(value);
