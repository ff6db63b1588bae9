import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import type { components } from '../api/generated';
import { Amount, Card, Person } from '../parts/pieces';
import { useConfirm } from '../run/confirm';
import { Outcome, useDoing } from '../run/doing';
import { HoldForm } from '../run/holdform';
import { ago } from '../words/dates';

type Hold = components['schemas']['OpenHoldAnswer'];

/** What is held of the reader's grain: they hold some, send it when it is due, or let go of it. An operator's they only see. */
export function MyHolds({ space, symbol, done }: { space: string; symbol?: string; done: () => void }) {
  const path = { space };
  const asked = useAsk(`${space} my holds`, () => told(api.GET('/spaces/{space}/me/holds', { params: { path } })));
  const doing = useDoing();
  const [confirm, dialog] = useConfirm();
  const change = () => {
    asked.again();
    done();
  };
  const send = async (hold: Hold) => {
    const text = `They go to ${hold.to ?? ''}. Only they can give it back.`;
    if ((await confirm({ title: `Send ${hold.leftGrain} ${symbol ?? 'grain'}?`, text, act: 'Send it' })) === undefined) return;
    await doing.run(async () => {
      await told(api.POST('/spaces/{space}/me/holds/{id}/commit', { params: { path: { space, id: hold.id } }, body: {} }));
      change();
      return 'What was held is sent.';
    });
  };
  const end = (id: string) =>
    doing.run(async () => {
      await told(api.POST('/spaces/{space}/me/holds/{id}/void', { params: { path: { space, id } } }));
      change();
      return 'It is yours to use again.';
    });
  return (
    <Card title="Held grain">
      <ul class="things acts">
        {(asked.value?.holds ?? []).map(hold => (
          <li key={hold.id}>
            <span class="grow">
              <Amount text={hold.leftGrain} symbol={symbol} />
              {hold.to && (
                <>
                  {' '}
                  for <Person space={space} id={hold.to} />
                </>
              )}
              <small class="quiet">ends {ago(hold.expiresAt)}</small>
            </span>
            <span class="row">
              {hold.to && (
                <button type="button" class="button" disabled={doing.isBusy} onClick={() => void send(hold)}>
                  Send<span class="unseen"> {hold.id}</span>
                </button>
              )}
              <button type="button" class="button" disabled={doing.isBusy} onClick={() => void end(hold.id)}>
                Let go<span class="unseen"> of {hold.id}</span>
              </button>
            </span>
          </li>
        ))}
      </ul>
      <Outcome doing={doing} />
      <HoldForm
        symbol={symbol}
        hold={async body => {
          await told(api.POST('/spaces/{space}/me/holds', { params: { path }, body }));
          change();
        }}
      />
      {dialog}
    </Card>
  );
}
