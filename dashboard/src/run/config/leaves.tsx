import { useEffect, useRef, useState } from 'preact/hooks';
import { Field, TextField } from '../fields';
import type { Json } from './patch';
import { boundsOf, type Schema } from './schema';

interface LeafProps {
  label: string;
  help?: string;
  error?: string;
  value: Json | undefined;
  set: (value: Json | undefined) => void;
}

/** A number. What is no number yet stays as it was typed: it may become one, and else the app says what it wants. */
export function NumberLeaf({ schema, value, set, help, ...told }: LeafProps & { schema: Schema }) {
  const [text, setText] = useState(textOf(value));
  useEffect(() => {
    if (numberOf(text) !== value) setText(textOf(value));
  }, [value]);
  const bounds = boundsOf(schema);
  const isOut = typeof value === 'number' && bounds && (bounds[0] > value || bounds[1] < value);
  return (
    <TextField
      {...told}
      help={help}
      error={
        told.error ??
        (isOut ? `must be ${bounds[0]} to ${bounds[1]}` : undefined) ??
        (typeof value === 'string' ? 'must be a number' : undefined)
      }
      isNumber
      value={text}
      onChange={next => {
        setText(next);
        set(numberOf(next));
      }}
    />
  );
}

const textOf = (value: Json | undefined): string => (value === undefined || value === null ? '' : String(value));
const numberOf = (text: string): Json | undefined => (text.trim() === '' ? undefined : Number.isFinite(Number(text)) ? Number(text) : text);

/** Whatever has no form of its own, as JSON. */
export function JsonLeaf({ value, set, error, ...told }: LeafProps) {
  const [text, setText] = useState(value === undefined ? '' : JSON.stringify(value, null, 2));
  const [isBroken, setBroken] = useState(false);
  const mine = useRef(value);
  useEffect(() => {
    if (mine.current !== value) setText(value === undefined ? '' : JSON.stringify(value, null, 2));
  }, [value]);
  return (
    <Field {...told} error={isBroken ? 'is no JSON yet' : error}>
      {tied => (
        <textarea
          {...tied}
          class="code"
          rows={Math.min(8, text.split('\n').length)}
          spellcheck={false}
          value={text}
          onInput={event => {
            const next = event.currentTarget.value;
            setText(next);
            try {
              mine.current = next.trim() === '' ? undefined : (JSON.parse(next) as Json);
              set(mine.current);
              setBroken(false);
            } catch {
              setBroken(true);
            }
          }}
        />
      )}
    </Field>
  );
}
