import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import type { components } from '../api/generated';
import { Amount, Card, Person } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { ago } from '../words/dates';
import { useConfirm } from './confirm';
import { Outcome, useDoing } from './doing';
import { TextField } from './fields';
import { HoldForm } from './holdform';

type Hold = components['schemas']['OpenHoldAnswer'];

/** Grain that is set aside for something: of one person at a time. */
export function Holds({ space, symbol }: { space: string; symbol?: string }) {
  const [who, setWho] = useState('');
  const [account, setAccount] = useState('');
  return (
    <Card title="Holds">
      <p class="quiet">A hold keeps grain of somebody until it is committed to a receiver, voided, or its time is over.</p>
      <form
        class="row"
        onSubmit={event => {
          event.preventDefault();
          setAccount(who.trim());
        }}
      >
        <TextField label="Whose holds" value={who} onChange={setWho} placeholder="github/ada" />
        <button type="submit" class="button foot">
          Show
        </button>
      </form>
      {account && <Open key={account} space={space} account={account} symbol={symbol} />}
    </Card>
  );
}

function Open({ space, account, symbol }: { space: string; account: string; symbol?: string }) {
  const path = { space };
  const asked = useAsk(`${space} holds ${account}`, () =>
    told(api.GET('/spaces/{space}/grain/holds', { params: { path, query: { account } } })),
  );
  const doing = useDoing();
  const [confirm, dialog] = useConfirm();
  const end = async (hold: Hold, kind: 'commit' | 'void') => {
    const sure = await confirm({
      title: kind === 'commit' ? 'Commit the hold?' : 'Void the hold?',
      text:
        kind === 'commit'
          ? `${hold.leftGrain} ${symbol ?? 'grain'} go to ${hold.to ?? 'the receiver'}. That cannot be taken back.`
          : `${hold.leftGrain} ${symbol ?? 'grain'} are ${hold.from}'s to use again.`,
      act: kind === 'commit' ? 'Commit' : 'Void',
    });
    if (sure === undefined) return;
    await doing.run(async () => {
      const params = { path: { space, id: hold.id } };
      if (kind === 'commit') await told(api.POST('/spaces/{space}/grain/holds/{id}/commit', { params, body: { from: hold.from } }));
      else await told(api.POST('/spaces/{space}/grain/holds/{id}/void', { params, body: { from: hold.from } }));
      asked.again();
      return kind === 'commit' ? 'It is committed.' : 'It is void.';
    });
  };
  return (
    <>
      <Outcome doing={doing} />
      <When asked={asked}>
        {({ holds }) =>
          holds.length === 0 ? (
            <Nothing title="No hold is open" />
          ) : (
            <ul class="things acts">
              {holds.map(hold => (
                <li key={hold.id}>
                  <span class="grow">
                    <Amount text={hold.leftGrain} symbol={symbol} /> of <Person space={space} id={hold.from} />
                    {hold.to && (
                      <>
                        {' '}
                        for <Person space={space} id={hold.to} />
                      </>
                    )}
                    <small class="quiet">
                      <bdi>{hold.id}</bdi> · ends {ago(hold.expiresAt)}
                    </small>
                  </span>
                  <span class="row">
                    {hold.to && (
                      <button type="button" class="button" disabled={doing.isBusy} onClick={() => void end(hold, 'commit')}>
                        Commit<span class="unseen"> {hold.id}</span>
                      </button>
                    )}
                    <button type="button" class="button" disabled={doing.isBusy} onClick={() => void end(hold, 'void')}>
                      Void<span class="unseen"> {hold.id}</span>
                    </button>
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </When>
      <HoldForm
        symbol={symbol}
        hold={async body => {
          await told(api.POST('/spaces/{space}/grain/holds', { params: { path }, body: { ...body, from: account } }));
          asked.again();
        }}
      />
      {dialog}
    </>
  );
}
