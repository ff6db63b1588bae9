import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** What ties a control to its label, its help and its fault. */
export interface Tied {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: 'true';
}

interface Told {
  label: string;
  help?: ComponentChildren;
  error?: string;
}

/** A control with its label before it, and its help and its fault behind it. */
export function Field({ label, help, error, children }: Told & { children: (tied: Tied) => ComponentChildren }) {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? 'true' : undefined })}
      {help && (
        <small id={`${id}-help`} class="quiet">
          {help}
        </small>
      )}
      {error && (
        <small id={`${id}-error`} class="bad">
          {error}
        </small>
      )}
    </div>
  );
}

interface TextProps extends Told {
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  /** A number, for keyboards that have one. */
  isNumber?: boolean;
  required?: boolean;
  list?: string;
}

/** A line of text. */
export function TextField({ value, onChange, placeholder, isNumber, required, list, ...told }: TextProps) {
  return (
    <Field {...told}>
      {tied => (
        <input
          {...tied}
          value={value}
          placeholder={placeholder}
          inputMode={isNumber ? 'decimal' : undefined}
          required={required}
          list={list}
          autoComplete="off"
          spellcheck={false}
          onInput={event => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** One of some. */
export function SelectField<T extends string>({
  value,
  onChange,
  options,
  ...told
}: Told & { value: T; onChange: (value: T) => void; options: readonly (readonly [T, string])[] }) {
  return (
    <Field {...told}>
      {tied => (
        <select {...tied} value={value} onChange={event => onChange(event.currentTarget.value as T)}>
          {options.map(([each, text]) => (
            <option key={each} value={each}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Yes or no. */
export function CheckField({ label, help, error, value, onChange }: Told & { value: boolean; onChange: (value: boolean) => void }) {
  const id = useId();
  return (
    <div class="field check">
      <label>
        <input
          type="checkbox"
          checked={value}
          aria-describedby={help || error ? id : undefined}
          onChange={event => onChange(event.currentTarget.checked)}
        />{' '}
        {label}
      </label>
      {(help || error) && (
        <small id={id} class={error ? 'bad' : 'quiet'}>
          {error ?? help}
        </small>
      )}
    </div>
  );
}
