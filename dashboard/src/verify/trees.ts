import type { Bytes } from './bytes';
import { sha256, utf8 } from './crypto';

const same = (one: Bytes, other: Bytes) => one.length === other.length && one.every((byte, i) => byte === other[i]);
const marked = (mark: number, ...parts: Bytes[]) => sha256(Uint8Array.of(mark), ...parts);

/** The leaf of a log (RFC 9162). */
export const logLeaf = (content: string): Promise<Bytes> => marked(0, utf8(content));
const logNode = (left: Bytes, right: Bytes) => marked(1, left, right);

/** The root that a leaf and the hashes beside it come to (RFC 9162, 2.1.3.2); undefined if there can be no such way. */
export async function rootOfLeaf(leaf: Bytes, index: bigint, size: bigint, path: readonly Bytes[]): Promise<Bytes | undefined> {
  if (index >= size) return undefined;
  let [at, last, hash] = [index, size - 1n, leaf];
  for (const beside of path) {
    if (last === 0n) return undefined;
    if ((at & 1n) === 1n || at === last) {
      hash = await logNode(beside, hash);
      while ((at & 1n) === 0n && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else hash = await logNode(hash, beside);
    [at, last] = [at >> 1n, last >> 1n];
  }

  return last === 0n ? hash : undefined;
}

/** A log as its size and root tell it. */
export interface Log {
  size: bigint;
  root: Bytes;
}

/** Whether one log goes on from another (RFC 9162, 2.1.4.2). */
export async function isConsistent(before: Log, after: Log, path: readonly Bytes[]): Promise<boolean> {
  if (before.size === 0n) return path.length === 0 && same(before.root, await sha256());
  if (before.size > after.size) return false;
  if (before.size === after.size) return path.length === 0 && same(before.root, after.root);
  const [first, ...others] = (before.size & (before.size - 1n)) === 0n ? [before.root, ...path] : path;
  if (!first) return false;
  let [at, last] = [before.size - 1n, after.size - 1n];
  while ((at & 1n) === 1n) [at, last] = [at >> 1n, last >> 1n];
  let [then, now] = [first, first];
  for (const beside of others) {
    if (last === 0n) return false;
    if ((at & 1n) === 1n || at === last) {
      [then, now] = [await logNode(beside, then), await logNode(beside, now)];
      while ((at & 1n) === 0n && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else now = await logNode(now, beside);
    [at, last] = [at >> 1n, last >> 1n];
  }

  return last === 0n && same(then, before.root) && same(now, after.root);
}

/** A leaf of the map of accounts. */
export interface MapLeaf {
  key: Bytes;
  value: Bytes;
}

const bit = (key: Bytes, number: number) => (key[number >> 3]! & (0x80 >> (number & 7))) !== 0;

/** The root that the way to a key comes to, with what lies at its end; undefined if there can be no such way. */
export async function rootOfKey(key: Bytes, found: MapLeaf | undefined, path: readonly Bytes[]): Promise<Bytes | undefined> {
  if (path.length > 256) return undefined;
  if (found && path.some((_, number) => bit(found.key, number) !== bit(key, number))) return undefined;
  let hash = found ? await marked(2, found.key, found.value) : new Uint8Array(32);
  for (let number = path.length - 1; number >= 0; number--)
    hash = bit(key, number) ? await marked(3, path[number]!, hash) : await marked(3, hash, path[number]!);
  return hash;
}

/** Whether a way leads to a root. */
export const leadsTo = (found: Bytes | undefined, root: Bytes): boolean => found !== undefined && same(found, root);
