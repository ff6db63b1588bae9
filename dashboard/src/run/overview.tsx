import { useAsk, type Asked } from '../api/ask';
import { api, Fault, told } from '../api/client';
import { Icon } from '../parts/icons';
import { Card, Words } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { to } from '../router';
import { ago, epochName } from '../words/dates';
import { count, plural } from '../words/numbers';
import { DeliveryTable } from './deliveries';
import type { PartProps } from './frame';
import { NextStep } from './nextstep';

/** Whether all is well, and what waits for somebody. */
export function Overview({ space }: PartProps) {
  const path = { space };
  const epochs = useAsk(`${space} epochs`, () => told(api.GET('/spaces/{space}/epochs', { params: { path } })));
  const deliveries = useAsk(`${space} deliveries lately`, () =>
    told(api.GET('/spaces/{space}/webhooks/deliveries', { params: { path, query: { limit: 5 } } })),
  );
  if (deliveries.fault?.wantsKey) return <When asked={deliveries}>{() => null}</When>;
  return (
    <>
      <NextStep space={space} hasDeliveries={deliveries.value === undefined || deliveries.value.deliveries.length > 0} />
      <div class="columns even">
        <Health space={space} epochs={epochs} />
        <Waits space={space} />
      </div>
      <Card title="Delivered lately" aside={<a href={to.run(space, 'deliveries')}>all</a>}>
        <When asked={deliveries}>
          {page => (
            <>
              {(page.refusedToday?.length ?? 0) > 0 && (
                <p class="note warn">
                  <Icon name="warning" />
                  <span>
                    {plural(
                      page.refusedToday!.reduce((sum, each) => sum + each.count, 0),
                      'delivery was',
                      'deliveries were',
                    )}{' '}
                    refused today. <a href={to.run(space, 'deliveries')}>See why</a>.
                  </span>
                </p>
              )}
              {page.deliveries.length === 0 ? (
                <Nothing title="Nothing was delivered yet">
                  <p>
                    <a href={to.run(space, 'webhooks')}>Connect a webhook</a>
                  </p>
                </Nothing>
              ) : (
                <DeliveryTable space={space} deliveries={page.deliveries} />
              )}
            </>
          )}
        </When>
      </Card>
      <Acts space={space} />
    </>
  );
}

type Epochs = Awaited<ReturnType<typeof readEpochs>>;
const readEpochs = (space: string) => told(api.GET('/spaces/{space}/epochs', { params: { path: { space } } }));

function Health({ space, epochs }: { space: string; epochs: Asked<Epochs> }) {
  const ready = useAsk('ready', () => told(api.GET('/health/ready')));
  const queues = useAsk('queues', () => told(api.GET('/queues')));
  const last = epochs.value?.epochs.filter(epoch => epoch.stage === 'Closed').at(-1);
  const failed = epochs.value?.epochs.find(epoch => epoch.error);
  const aside = queues.value?.queues.reduce((sum, queue) => sum + queue.putAside, 0) ?? 0;
  const waiting = queues.value?.queues.reduce((sum, queue) => sum + queue.waiting, 0) ?? 0;
  return (
    <Card title="Health">
      <ul class="checks">
        {ready.waits ? null : (
          <Check isGood={!ready.fault}>{ready.fault ? ready.fault.message : 'Tables, queues and blobs answer.'}</Check>
        )}
        {failed ? (
          <Check isGood={false}>
            The epoch of <a href={to.epoch(space, failed.id)}>{epochName(failed.id)}</a> hangs at {failed.stage}: {failed.error}
          </Check>
        ) : (
          epochs.value && (
            <Check isGood={epochs.value.remaining < 2}>
              {last ? (
                <>
                  The epoch of <a href={to.epoch(space, last.id)}>{epochName(last.id)}</a> was closed {last.closedAt && ago(last.closedAt)}.
                </>
              ) : (
                'No epoch is closed yet.'
              )}{' '}
              {epochs.value.remaining > 0 && (
                <a href={to.run(space, 'epochs')}>{plural(epochs.value.remaining, 'one is due', 'are due')}</a>
              )}
            </Check>
          )
        )}
        {queues.value && (
          <>
            <Check isGood>{plural(waiting, 'message waits', 'messages wait')} in queues.</Check>
            <Check isGood={aside === 0}>
              <a href={to.app()}>{aside === 0 ? 'No message was put aside' : `${plural(aside, 'message', 'messages')} put aside`}</a>.
            </Check>
          </>
        )}
      </ul>
    </Card>
  );
}

function Check({ isGood, children }: { isGood: boolean; children: preact.ComponentChildren }) {
  return (
    <li class={isGood ? 'good' : 'bad'}>
      <Icon name={isGood ? 'check' : 'warning'} />
      <span>{children}</span>
    </li>
  );
}

/** What somebody has to decide, with the way there. */
function Waits({ space }: { space: string }) {
  const path = { space };
  const held = useAsk(`${space} held`, () => told(api.GET('/spaces/{space}/quarantine', { params: { path } })));
  const appeals = useAsk(`${space} appeals false`, () => told(api.GET('/spaces/{space}/appeals', { params: { path } })));
  const claims = useAsk(`${space} claims`, () => told(api.GET('/spaces/{space}/identities/claims', { params: { path } })));
  const proposals = useAsk(`${space} proposals open`, () =>
    told(api.GET('/spaces/{space}/proposals', { params: { path, query: { state: 'open', limit: 100 } } })),
  );
  const lines: [string, string, number | undefined, Fault | undefined][] = [
    ['held', 'People who are held', held.value?.people.filter(person => person.state === 'held').length, held.fault],
    ['held', 'Appeals', appeals.value?.appeals.length, appeals.fault],
    ['proposals', 'Proposed grants', proposals.value?.proposals.length, proposals.fault],
    ['people', 'Claims of accounts', claims.value?.claims.length, claims.fault],
  ];
  return (
    <Card title="Waits for you">
      <dl class="pairs">
        {lines.map(([part, name, number, fault]) => (
          <>
            <dt>
              <a href={to.run(space, part)}>{name}</a>
            </dt>
            <dd class="number">{number === undefined ? (fault ? 'not for this key' : '…') : count(number)}</dd>
          </>
        ))}
      </dl>
    </Card>
  );
}

/** Who did what, of those who run it. */
function Acts({ space }: { space: string }) {
  const asked = useAsk(`${space} audit`, () => told(api.GET('/spaces/{space}/audit', { params: { path: { space }, query: { limit: 8 } } })));
  return (
    <Card title="Done lately by those who run it">
      <When asked={asked} quiet>
        {({ acts }) =>
          acts.length === 0 ? (
            <Nothing title="Nothing yet" />
          ) : (
            <ul class="things">
              {acts.map(entry => (
                <li key={entry.seq}>
                  <span class="grow">
                    <code>{entry.operation}</code> {entry.target && <Words text={entry.target} />}
                    <small class="quiet">
                      by <Words text={entry.by} />
                    </small>
                  </span>
                  <span class="quiet nowrap">{ago(entry.at)}</span>
                </li>
              ))}
            </ul>
          )
        }
      </When>
    </Card>
  );
}
