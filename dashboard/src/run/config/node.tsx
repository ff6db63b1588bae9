import { useEffect, useState } from 'preact/hooks';
import { CheckField, SelectField, TextField } from '../fields';
import { JsonLeaf, NumberLeaf } from './leaves';
import { List, MapRows } from './many';
import type { NodeProps } from './form';
import { at, isObject, pathText, type Json } from './patch';
import { exampleOf, kindOf, resolved, title, words, wordsOf } from './schema';

/** A value of the configuration, with all that is in it. */
export function Node({ form, path, schema: given, label }: NodeProps) {
  const schema = resolved(given);
  const value = at(form.value, path);
  const chosen = typeof value === 'string' ? schema.words?.[value] : undefined;
  const told = {
    label,
    help: [words(schema), chosen && `${String(value)}: ${chosen}`].filter(Boolean).join(' ') || undefined,
    error: form.errors.get(pathText(path)),
  };
  const set = (next: Json | undefined) => form.set(path, next);
  switch (kindOf(schema)) {
    case 'flag':
      return <CheckField {...told} value={value === true} onChange={set} />;
    case 'number':
      return <NumberLeaf {...told} schema={schema} value={value} set={set} />;
    case 'text':
      return (
        <TextField
          {...told}
          value={typeof value === 'string' ? value : ''}
          placeholder={value === undefined ? exampleOf(schema) : undefined}
          onChange={text => set(text === '' ? undefined : text)}
        />
      );
    case 'choice':
      return (
        <SelectField
          {...told}
          value={typeof value === 'string' ? value : ''}
          options={[...(value === undefined ? [['', 'as usual'] as const] : []), ...wordsOf(schema).map(word => [word, word] as const)]}
          onChange={word => set(word || undefined)}
        />
      );
    case 'list':
      return <List Inner={Node} form={form} path={path} schema={schema} label={label} />;
    case 'map':
      return <MapRows Inner={Node} form={form} path={path} schema={schema} label={label} />;
    case 'object':
      return <Group form={form} path={path} schema={schema} label={label} />;
    default:
      return <JsonLeaf {...told} value={value} set={set} />;
  }
}

/** The members of an object. */
export function Members({ form, path, schema }: Omit<NodeProps, 'label'>) {
  return (
    <div class="cells members">
      {Object.entries(schema.properties ?? {}).map(([name, member]) => (
        <Node key={name} form={form} path={[...path, name]} schema={member} label={title(name)} />
      ))}
    </div>
  );
}

function Group({ form, path, schema, label }: NodeProps) {
  const value = at(form.value, path);
  const [wasThere] = useState(isObject(value));
  const place = pathText(path);
  const isWrong = [...form.errors.keys()].some(each => each.startsWith(`${place}.`));
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (isWrong) setOpen(true);
  }, [isWrong]);
  const content = isObject(value) ? (
    <>
      <Members form={form} path={path} schema={schema} />
      {!wasThere && (
        <p>
          <button type="button" class="button small" onClick={() => form.set(path, undefined)}>
            Leave {label.toLowerCase()} out
          </button>
        </p>
      )}
    </>
  ) : (
    <p>
      <button type="button" class="button small" onClick={() => form.set(path, {})}>
        Set {label.toLowerCase()}
      </button>
    </p>
  );
  const help = words(schema);
  // What stands in a list is short and wanted; a group among others is opened by who looks for it.
  return typeof path.at(-1) === 'number' || path.length === 1 ? (
    <fieldset>
      <legend>{label}</legend>
      {help && <small class="quiet">{help}</small>}
      {content}
    </fieldset>
  ) : (
    <details class="group" open={isOpen} onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>
        {label}
        {isWrong && <span class="stage bad"> has a fault</span>}
      </summary>
      {isOpen && (
        <div class="form wide-form">
          {help && <small class="quiet">{help}</small>}
          {content}
        </div>
      )}
    </details>
  );
}
