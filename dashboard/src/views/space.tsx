import type { components } from '../api/generated';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Icon } from '../parts/icons';
import { Amount, Card, Figure, useSeen, useTitle, Words } from '../parts/pieces';
import { When } from '../parts/states';
import { to } from '../router';
import { ago, day, epochName, lastDay } from '../words/dates';
import { count, plural, shown } from '../words/numbers';
import { Board } from './board';
import { CredOverTime, GrainPerEpoch } from './spacecharts';
import { FirstSteps } from './firststeps';
import { Lately } from './lately';

/** A community: who has most, how it came about, what goes on. */
export function SpaceView({ space }: { space: string }) {
  const path = { space };
  const token = useAsk(`${space} grain`, () => told(api.GET('/spaces/{space}/grain', { params: { path } })));
  const top = useAsk(`${space} top`, () =>
    told(api.GET('/spaces/{space}/leaderboard', { params: { path, query: { by: 'cred', limit: 8 } } })),
  );
  const epochs = useAsk(`${space} epochs`, () => told(api.GET('/spaces/{space}/epochs', { params: { path } })));
  const name = top.value?.displayName ?? space;
  useTitle(name);
  const [chartsPlace, isSeen] = useSeen();
  if (token.fault && !token.value) return <When asked={token}>{() => null}</When>;

  const symbol = token.value?.symbol;
  const closed = epochs.value?.epochs.filter(epoch => epoch.stage === 'Closed') ?? [];
  const last = closed.at(-1);
  const isOver = epochs.value?.nextEnd !== undefined && new Date(epochs.value.nextEnd).getTime() < Date.now();
  const isEmpty = top.value?.count === 0 && epochs.value?.epochs.every(epoch => !epoch.paymentsMade);
  return (
    <>
      <header class="title">
        <Emblem icon={token.value?.icon} />
        <div>
          <h1>
            <Words text={name} />
          </h1>
          {name !== space && (
            <p class="quiet">
              <bdi>{space}</bdi>
            </p>
          )}
        </div>
      </header>
      {isEmpty && <FirstSteps space={space} hasEpochs={epochs.value!.epochs.length > 0} />}
      {last?.totals?.recipients === 0 && !isEmpty && <NobodyPaid space={space} epoch={last} />}
      <dl class="figures">
        <Figure name="People" note={top.value && `as of ${ago(top.value.asOf)}`}>
          {top.value ? count(top.value.count) : '–'}
        </Figure>
        <Figure name="Grain there is" note={last?.closedAt && `paid last ${ago(last.closedAt)}`}>
          <Amount text={token.value?.supplyGrain} symbol={symbol} />
        </Figure>
        <Figure
          name="Epochs closed"
          note={epochs.value?.remaining ? `${epochs.value.remaining} due` : last?.closedAt && ago(last.closedAt)}
        >
          <a href={to.epochs(space)}>{epochs.value ? closed.length : '–'}</a>
        </Figure>
        <Figure name={isOver ? 'This epoch ended' : 'This epoch ends'} note={epochs.value?.nextEnd && day(epochs.value.nextEnd)}>
          {epochs.value?.nextEnd ? ago(epochs.value.nextEnd) : '–'}
        </Figure>
      </dl>
      <div class="columns">
        <Board space={space} symbol={symbol} />
        <div class="side">
          <OpenEpoch space={space} symbol={symbol} />
          <Lately space={space} epochs={epochs.value?.epochs ?? []} />
        </div>
      </div>
      <div ref={chartsPlace} class="columns even">
        {isSeen && last && <CredOverTime space={space} />}
        {isSeen && epochs.value && last && <GrainPerEpoch space={space} symbol={symbol} epochs={epochs.value.epochs} />}
      </div>
    </>
  );
}

/** The last epoch paid nobody: why, and what helps. */
function NobodyPaid({ space, epoch }: { space: string; epoch: components['schemas']['EpochAnswer'] }) {
  return (
    <p class="note warn">
      <Icon name="warning" />
      <span>
        <strong>Nobody was paid</strong> by the last epoch, <a href={to.epoch(space, epoch.id)}>{epochName(epoch.id)}</a>.{' '}
        {epoch.notes?.map(note => `${note.text} ${note.cure ?? ''}`).join(' ')}
      </span>
    </p>
  );
}

/** The token's sign. The usual one is drawn: not every machine has a font for it. */
function Emblem({ icon }: { icon?: string }) {
  return (
    <span class="emblem" aria-hidden="true">
      {icon === '🌾' || !icon ? <Icon name="grain" /> : icon}
    </span>
  );
}

function OpenEpoch({ space, symbol }: { space: string; symbol?: string }) {
  const open = useAsk(`${space} open`, () => told(api.GET('/spaces/{space}/epochs/open', { params: { path: { space } } })));
  if (open.fault && !open.value) return null;
  return (
    <Card title="This epoch" aside={open.value && `as of ${ago(open.value.asOf)}`}>
      <When asked={open} lines={2}>
        {epoch => (
          <>
            <p>
              {day(epoch.start)} to {lastDay(epoch.end)}. Nothing of it is paid yet.
            </p>
            <dl class="pairs">
              <dt>Cred so far</dt>
              <dd class="number">{shown(epoch.totalCred)}</dd>
              <dt>Contributions</dt>
              <dd class="number">{shown(epoch.contributions)}</dd>
              <dt>It would pay</dt>
              <dd>
                <Amount text={epoch.wouldPay.paidGrain} symbol={symbol} /> to {plural(epoch.wouldPay.recipients, 'person', 'people')}
              </dd>
            </dl>
            {epoch.notes.map(note => (
              <p key={note.code} class="note">
                {note.text} {note.cure}
              </p>
            ))}
          </>
        )}
      </When>
    </Card>
  );
}
