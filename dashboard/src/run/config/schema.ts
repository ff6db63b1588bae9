import config from '../../../api/config.json';
import type { Json } from './patch';

/** The form of a value, as the API document has it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  /** What docs/configuration.md says that it may be. */
  allowed?: string;
  /** The words that it may be, and what each means. */
  words?: Record<string, string>;
  /** Of a table: the names that Grain knows, and what is used for each if nothing is said. */
  names?: Record<string, string>;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  enum?: Json[];
  const?: Json;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  default?: Json;
  example?: Json;
  examples?: Json[];
  maxItems?: number;
  required?: string[];
}

const all = config as unknown as Record<string, Schema>;

/** The form of a configuration: it is made of the API, so that a member that is new is there. */
export const root = resolved(all['SpaceConfig']!);

/** How a value is changed. */
export type Kind = 'flag' | 'number' | 'text' | 'choice' | 'object' | 'map' | 'list' | 'json';

/** The same without references and without the choice of nothing; the words that stand nearest count. */
export function resolved(schema: Schema): Schema {
  if (schema.$ref) {
    const { $ref, ...own } = schema;
    return resolved({ ...all[$ref.slice($ref.lastIndexOf('/') + 1)]!, ...own });
  }

  const choices = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (!choices) return schema;
  const something = choices.filter(each => each.type !== 'null');
  if (something.length !== 1) return schema;
  const { oneOf: _, anyOf: __, allOf: ___, ...own } = schema;
  return resolved({ ...something[0]!, ...own });
}

/** The words of a choice. */
export function wordsOf(schema: Schema): string[] {
  const words = schema.enum ?? (schema.oneOf ?? schema.anyOf ?? []).map(each => each.const ?? null);
  return words.filter(word => typeof word === 'string');
}

/** How a value of that form is changed. What is none of the known kinds is changed as JSON. */
export function kindOf(schema: Schema): Kind {
  const type = Array.isArray(schema.type) ? schema.type.find(each => each !== 'null') : schema.type;
  if (wordsOf(schema).length > 0) return 'choice';
  if (type === 'boolean') return 'flag';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'string') return 'text';
  if (type === 'array') return 'list';
  if (schema.properties && Object.keys(schema.properties).length > 0) return 'object';
  if (type === 'object' && typeof schema.additionalProperties === 'object') return 'map';
  return 'json';
}

/** A name of the configuration as people read it: `budgetPerEpoch` is Budget per epoch. */
export function title(name: string): string {
  const text = name.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What is said of it, and what it may be: without the marks of code, which the page does not show. */
export const words = (schema: Schema): string | undefined =>
  [schema.description, schema.allowed && `Allowed: ${schema.allowed}.`].filter(Boolean).join(' ').replaceAll('`', '').trim() || undefined;

/** The least and the most that a number may be, as far as that is one of both. */
export function boundsOf(schema: Schema): readonly [number, number] | undefined {
  const [, least, most] = /^(\d+) to (\d+)$/.exec(schema.allowed ?? '') ?? [];
  return least === undefined || most === undefined ? undefined : [Number(least), Number(most)];
}

/** An example, as text. */
export function exampleOf(schema: Schema): string | undefined {
  const example = schema.example ?? schema.examples?.[0];
  return typeof example === 'string' || typeof example === 'number' ? String(example) : undefined;
}

/** What a new element begins as. */
export function emptyOf(schema: Schema): Json {
  switch (kindOf(schema)) {
    case 'flag':
      return false;
    case 'number':
      return boundsOf(schema)?.[0] ?? 0;
    case 'text':
      return '';
    case 'choice':
      return wordsOf(schema)[0]!;
    case 'list':
      return [];
    default:
      return {};
  }
}
