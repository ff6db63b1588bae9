import { Icon } from '../../parts/icons';
import { Card } from '../../parts/pieces';
import { plural } from '../../words/numbers';
import { isObject, pathText, type Change, type Json } from './patch';
import { WhatIf } from './whatif';

interface ReviewProps {
  space: string;
  base: Json;
  value: Json;
  changes: readonly Change[];
  isBusy: boolean;
  onSave: () => void;
  onForget: () => void;
}

/** Parts that decide who gets what. */
const paying = ['weights', 'credRank', 'distribution'] as const;

/** What would change, and for whom, before it is saved. */
export function Review({ space, base, value, changes, isBusy, onSave, onForget }: ReviewProps) {
  const touched = paying.filter(name => changes.some(change => change.path[0] === name));
  return (
    <Card title="What you change" aside={changes.length > 0 && plural(changes.length, 'value', 'values')}>
      {changes.length === 0 ? (
        <p class="quiet">Nothing yet. Change something above; nothing is saved before you say so here.</p>
      ) : (
        <>
          <div class="scroll" tabIndex={0} role="region" aria-label="What you change">
            <table>
              <caption class="unseen">Values before and after</caption>
              <thead>
                <tr>
                  <th scope="col">Value</th>
                  <th scope="col">Now</th>
                  <th scope="col">Then</th>
                </tr>
              </thead>
              <tbody>
                {changes.map(change => (
                  <tr key={pathText(change.path)}>
                    <th scope="row">
                      <code>{pathText(change.path).slice(2)}</code>
                    </th>
                    <td>
                      <Shown value={change.before} />
                    </td>
                    <td>
                      <Shown value={change.after} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {touched.length > 0 && <WhatIf space={space} base={base} value={value} touched={touched} />}
          <p class="row">
            <button type="button" class="button strong" disabled={isBusy} onClick={onSave}>
              <Icon name="check" /> Save
            </button>
            <button type="button" class="button" disabled={isBusy} onClick={onForget}>
              Forget the changes
            </button>
          </p>
        </>
      )}
    </Card>
  );
}

function Shown({ value }: { value: Json | undefined }) {
  if (value === undefined || value === null) return <span class="quiet">as usual</span>;
  const text = Array.isArray(value) || isObject(value) ? JSON.stringify(value) : String(value);
  return <bdi class="words">{text === '' ? '(empty)' : text}</bdi>;
}
