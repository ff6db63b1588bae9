import { useId, useState } from 'preact/hooks';
import type { ManyProps } from './form';
import { at, isObject, pathText } from './patch';
import { emptyOf, kindOf, resolved, words } from './schema';

/** What is used if nothing is said, where that is a number: whoever changes it begins there. */
const usually = (text: string | undefined): number | undefined => (text && Number.isFinite(Number(text)) ? Number(text) : undefined);

/** Values by name: weights by type, points by event. */
export function MapRows({ form, path, schema, label, Inner }: ManyProps) {
  const value = at(form.value, path);
  const names = isObject(value) ? Object.keys(value) : [];
  const [name, setName] = useState('');
  const inner = resolved(typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {});
  const isPlain = ['number', 'text', 'flag', 'choice'].includes(kindOf(inner));
  const known = Object.entries(schema.names ?? {}).filter(([each]) => !names.includes(each));
  const list = useId();
  const add = () => {
    const clean = name.trim();
    if (!clean) return;
    if (!names.includes(clean)) form.set([...path, clean], usually(schema.names?.[clean]) ?? emptyOf(inner));
    setName('');
  };
  const error = form.errors.get(pathText(path));
  return (
    <fieldset>
      <legend>{label}</legend>
      {words(schema) && <small class="quiet">{words(schema)}</small>}
      {error && <small class="bad">{error}</small>}
      <div class={isPlain ? 'cells' : 'blocks'}>
        {names.map(each => (
          <div key={each} class="cell">
            <Inner
              form={form}
              path={[...path, each]}
              schema={{ ...inner, description: schema.names?.[each] && `Usually ${schema.names[each]}.` }}
              label={each}
            />
            <button
              type="button"
              class="part"
              aria-label={`Leave ${each} out of ${label.toLowerCase()}`}
              onClick={() => form.set([...path, each], undefined)}
            >
              ×
            </button>
          </div>
        ))}
      </div>
      <p class="row">
        <input
          class="grown"
          aria-label={`One more of ${label.toLowerCase()}`}
          placeholder="name"
          list={known.length > 0 ? list : undefined}
          value={name}
          autoComplete="off"
          spellcheck={false}
          onInput={event => setName(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
        <button type="button" class="button small" disabled={!name.trim()} onClick={add}>
          Add
        </button>
        {known.length > 0 && (
          <datalist id={list}>
            {known.map(([each, usually]) => (
              <option key={each} value={each}>
                {usually && `usually ${usually}`}
              </option>
            ))}
          </datalist>
        )}
      </p>
    </fieldset>
  );
}

/** Values one after another. */
export function List({ form, path, schema, label, Inner }: ManyProps) {
  const value = at(form.value, path);
  const list = Array.isArray(value) ? value : [];
  const inner = resolved(schema.items ?? {});
  const error = form.errors.get(pathText(path));
  const isSecret = path.at(-1) === 'secrets';
  return (
    <fieldset>
      <legend>{label}</legend>
      {words(schema) && <small class="quiet">{words(schema)}</small>}
      {error && <small class="bad">{error}</small>}
      {list.map((each, i) => (
        <div key={i} class="cell">
          <Inner
            form={form}
            path={[...path, i]}
            schema={!isSecret ? inner : typeof each === 'string' ? { type: 'string' } : {}}
            label={`${label} ${i + 1}`}
          />
          {(!isSecret || i === list.length - 1) && ( // masked ones keep their values by their places
            <button
              type="button"
              class="part"
              aria-label={`Leave ${label.toLowerCase()} ${i + 1} out`}
              onClick={() => form.set([...path, i], undefined)}
            >
              ×
            </button>
          )}
        </div>
      ))}
      {(schema.maxItems ?? Infinity) > list.length && (
        <p>
          <button type="button" class="button small" onClick={() => form.set([...path, list.length], isSecret ? '' : emptyOf(inner))}>
            Add<span class="unseen"> to {label.toLowerCase()}</span>
          </button>
        </p>
      )}
    </fieldset>
  );
}
