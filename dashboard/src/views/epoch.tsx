import type { components } from '../api/generated';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Icon } from '../parts/icons';
import { Amount, Figure, useTitle } from '../parts/pieces';
import { When } from '../parts/states';
import { epochName, lastDay, moment } from '../words/dates';
import { plural } from '../words/numbers';
import { ConfigCard } from './epochconfig';
import { Policies, Stages } from './epochparts';
import { Payments } from './payments';
import { ProveCard } from './proofs';
import { StatementCard } from './statement';

type Epoch = components['schemas']['EpochAnswer'];

/** An epoch: what it did, for whom, and how to check it. */
export function EpochView({ space, epoch: id }: { space: string; epoch: string }) {
  useTitle(`Epoch ${epochName(id)}`, space);
  const path = { space, epoch: id };
  const asked = useAsk(`${space} epoch ${id}`, () => told(api.GET('/spaces/{space}/epochs/{epoch}', { params: { path } })));
  const token = useAsk(`${space} grain`, () => told(api.GET('/spaces/{space}/grain', { params: { path: { space } } })));
  const symbol = token.value?.symbol;
  return (
    <>
      <header class="title">
        <div>
          <h1>Epoch {epochName(id)}</h1>
          {asked.value && <p class="quiet">up to and with {lastDay(asked.value.end)}</p>}
        </div>
      </header>
      <When asked={asked} lines={8}>
        {epoch => (
          <>
            <Warnings epoch={epoch} />
            {epoch.amounts && (
              <dl class="figures">
                <Figure name="Paid" note={`to ${plural(epoch.amounts.recipients, 'person', 'people')}`}>
                  <Amount text={epoch.amounts.paidGrain} symbol={symbol} />
                </Figure>
                <Figure name="Budget">
                  <Amount text={epoch.amounts.budgetGrain} symbol={symbol} />
                </Figure>
                <Figure name="Carried over">
                  <Amount text={epoch.amounts.carriedOverGrain} />
                </Figure>
                {epoch.amounts.lapsed !== '0' && (
                  <Figure name="Lapsed">
                    <Amount text={epoch.amounts.lapsedGrain} />
                  </Figure>
                )}
                {epoch.amounts.withheld !== '0' && (
                  <Figure name="Not covered by the treasury">
                    <Amount text={epoch.amounts.withheldGrain} />
                  </Figure>
                )}
              </dl>
            )}
            <div class="columns">
              <div class="side">
                <Payments space={space} epoch={id} symbol={symbol} decimals={token.value?.decimals} />
                {epoch.statement && <StatementCard space={space} epoch={epoch} />}
                {epoch.statement && <ProveCard space={space} epoch={id} />}
              </div>
              <div class="side">
                <Stages epoch={epoch} />
                {epoch.amounts && <Policies amounts={epoch.amounts} />}
                {epoch.amounts && <ConfigCard space={space} epoch={id} />}
              </div>
            </div>
          </>
        )}
      </When>
    </>
  );
}

function Warnings({ epoch }: { epoch: Epoch }) {
  const isPaid = (epoch.amounts?.recipients ?? epoch.paymentsMade) > 0;
  return (
    <>
      {epoch.error && (
        <p class="note warn" role="alert">
          <Icon name="warning" />
          <span>
            It could not be closed: {epoch.error} {epoch.nextAttemptAt && `It is tried again at ${moment(epoch.nextAttemptAt)}.`}
          </span>
        </p>
      )}
      {epoch.stage === 'Closed' && !isPaid && !epoch.notes?.length && (
        <p class="note warn">
          <Icon name="warning" /> <span>Nobody was paid.</span>
        </p>
      )}
      {epoch.notes?.map(note => (
        <p key={note.code} class={isPaid ? 'note' : 'note warn'}>
          {!isPaid && <Icon name="warning" />}
          <span>
            {!isPaid && <strong>Nobody was paid. </strong>}
            {note.text} {note.cure && <span class="quiet">{note.cure}</span>}
          </span>
        </p>
      ))}
    </>
  );
}
