import { useState } from 'preact/hooks';
import type { components } from '../api/generated';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Amount, Card, Person, Words } from '../parts/pieces';
import { When } from '../parts/states';
import { to } from '../router';
import { day, epochName } from '../words/dates';
import { CheckThis } from './proofs';

type Row = components['schemas']['AccountRow'];

const shownMax = 8;

/** Somebody's grain: what they hold, where it came from and went; and as of an epoch, whether that was signed. */
export function Account({ space, id, symbol, epoch }: { space: string; id: string; symbol?: string; epoch?: string }) {
  const [isWhole, setWhole] = useState(false);
  // Entries come oldest first: the newest are behind those that are passed over.
  const asked = useAsk(`${space} account ${id}`, async () => {
    const ask = (after: number | undefined, limit: number) =>
      told(api.GET('/spaces/{space}/grain/accounts', { params: { path: { space }, query: { id, after, limit } } }));
    const first = await ask(undefined, 1);
    return first.count <= 1 ? first : { ...first, entries: (await ask(Math.max(0, first.count - 100) || undefined, 100)).entries };
  });
  return (
    <Card title="Grain account" aside={asked.value && <Amount text={asked.value.balanceGrain} symbol={symbol} />}>
      <When asked={asked} lines={3}>
        {account => {
          const newest = [...account.entries].reverse();
          return (
            <>
              {account.inTransit !== '0' && (
                <p class="note">
                  <Amount text={account.inTransitGrain} symbol={symbol} /> are on their way to somebody.
                </p>
              )}
              {account.accounts.some(part => part.frozen) && <p class="note warn">The account is frozen: nothing goes out.</p>}
              {epoch && (
                <div class="row">
                  <span class="quiet grow">What they held after epoch {epochName(epoch)}</span>
                  <CheckThis asked={{ space, epoch, kind: 'account', id: account.id }} name={`what they held after epoch ${epoch}`} />
                </div>
              )}
              {newest.length === 0 ? (
                <p class="quiet">
                  {account.count === 0 ? 'Nothing was paid yet.' : 'What came in and went out is shown to who has a key.'}
                </p>
              ) : (
                <ul class="things">
                  {newest.slice(0, isWhole ? undefined : shownMax).map(row => (
                    <li key={`${row.key}${row.seq}`}>
                      <span class="grow">
                        <Entry space={space} row={row} />
                        <small class="quiet">{day(row.recordedAt)}</small>
                      </span>
                      <Amount text={row.entry.amountGrain} />
                      {row.entry.epoch && (
                        <CheckThis
                          asked={{ space, epoch: row.entry.epoch, kind: 'payment', id: account.id, amount: row.entry.amount }}
                          name={`epoch ${row.entry.epoch}`}
                        />
                      )}
                    </li>
                  ))}
                </ul>
              )}
              {!isWhole && newest.length > shownMax && (
                <p class="row">
                  <button type="button" class="button end" onClick={() => setWhole(true)}>
                    Show {newest.length - shownMax} more
                  </button>
                </p>
              )}
              {isWhole && account.count > newest.length && (
                <p class="quiet">
                  The newest {newest.length} of {account.count}.
                </p>
              )}
            </>
          );
        }}
      </When>
    </Card>
  );
}

function Entry({ space, row }: { space: string; row: Row }) {
  const { kind, epoch, peer, memo } = row.entry;
  return (
    <span>
      {epoch ? <a href={to.epoch(space, epoch)}>Epoch {epochName(epoch)}</a> : <Words text={kind.replaceAll('-', ' ')} />}
      {peer && (
        <>
          {' '}
          <Person space={space} id={peer} />
        </>
      )}
      {row.split && row.split.parts.length > 1 && (
        <small class="quiet block">
          {row.split.parts.map((part, i) => (
            <span key={part.policy}>
              {i > 0 && ' + '}
              <Amount text={part.amountGrain} /> {part.name}
            </span>
          ))}
        </small>
      )}
      {memo && (
        <small class="quiet block">
          <Words text={memo} />
        </small>
      )}
    </span>
  );
}
