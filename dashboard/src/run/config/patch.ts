/** JSON as it is sent. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json | undefined };

/** A place in it. */
export type Path = readonly (string | number)[];

/** Whether it is an object, and no list. */
export const isObject = (value: Json | undefined): value is { [name: string]: Json | undefined } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two say the same. */
export function same(one: Json | undefined, other: Json | undefined): boolean {
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((each, i) => same(each, other[i]));
  if (!isObject(one) || !isObject(other)) return one === other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every(name => same(one[name], other[name]));
}

/** What stands at a place. */
export const at = (value: Json | undefined, path: Path): Json | undefined =>
  path.reduce<Json | undefined>(
    (inner, step) => (Array.isArray(inner) ? inner[Number(step)] : isObject(inner) ? inner[String(step)] : undefined),
    value,
  );

/** The same with something else at a place; undefined takes it away. */
export function put(value: Json | undefined, path: Path, inner: Json | undefined): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return inner;
  if (typeof step === 'number') {
    const list = Array.isArray(value) ? [...value] : [];
    const made = put(list[step], rest, inner);
    if (made === undefined) list.splice(step, 1);
    else list[step] = made;
    return list;
  }

  const object = isObject(value) ? { ...value } : {};
  const made = put(object[step], rest, inner);
  if (made === undefined) delete object[step];
  else object[step] = made;
  return object;
}

/** The merge patch (RFC 7396) that makes the one of the other; undefined if they are the same. */
export function patchOf(before: Json | undefined, after: Json | undefined): Json | undefined {
  if (same(before, after)) return undefined;
  if (!isObject(before) || !isObject(after)) return after ?? null;
  const patch: { [name: string]: Json | undefined } = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const inner = patchOf(before[name], after[name]);
    if (inner !== undefined) patch[name] = inner;
  }

  return patch;
}

/** A document with a merge patch. */
export function patched(value: Json | undefined, patch: Json | undefined): Json | undefined {
  if (patch === undefined) return value;
  if (!isObject(patch)) return patch ?? undefined;
  let made: Json | undefined = isObject(value) ? value : {};
  for (const [name, inner] of Object.entries(patch))
    made = put(made, [name], inner === null ? undefined : patched(isObject(value) ? value[name] : undefined, inner));
  return made;
}

/** A value that is another. */
export interface Change {
  path: Path;
  before: Json | undefined;
  after: Json | undefined;
}

/** What differs, each at its place; lists as a whole. */
export function changesOf(before: Json | undefined, after: Json | undefined, path: Path = []): Change[] {
  if (same(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ path, before, after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(name =>
    changesOf(before[name], after[name], [...path, name]),
  );
}

/** A place as faults name it: `$.distribution.policies[0].parts`. */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, step) => text + (typeof step === 'number' ? `[${step}]` : `.${step}`), '$');
