import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import type { components } from '../api/generated';
import { Amount, Card, Figure, Person } from '../parts/pieces';
import { Raw } from '../parts/raw';
import { Nothing, When } from '../parts/states';
import { epochName } from '../words/dates';
import { count, plural } from '../words/numbers';
import { useConfirm } from './confirm';
import { Outcome, useDoing } from './doing';
import type { PartProps } from './part';
import { grouped } from './group';

type Payout = components['schemas']['Payout'];

/** How many payments of a distribution are named here; the file has all. */
const shownMax = 20;

/** What is owed outside of Grain, as a table to pay by, and marking what was paid. */
export function Payouts({ space }: PartProps) {
  const [isOpen, setOpen] = useState(true);
  const query = { open: isOpen || undefined };
  const asked = useAsk(`${space} payouts ${isOpen}`, () =>
    told(api.GET('/spaces/{space}/grain/payouts', { params: { path: { space }, query } })),
  );
  const doing = useDoing();
  const [confirm, dialog] = useConfirm();
  const address = `/api/spaces/${encodeURIComponent(space)}/grain/payouts.csv${isOpen ? '?open=true' : ''}`;
  const mark = async (distribution: string, payments: number, asOf: number) => {
    const sure = await confirm({
      title: `Mark ${epochName(distribution)} as paid?`,
      text: `${plural(payments, 'payment', 'payments')} of it, as they stand in this table. A mark stays.`,
      act: 'Mark as paid',
    });
    if (sure === undefined) return;
    await doing.run(async () => {
      await told(
        api.POST('/spaces/{space}/grain/payouts/executed', {
          params: { path: { space }, query: { id: distribution } },
          body: { asOf },
        }),
      );
      asked.again();
      return `${epochName(distribution)} is marked as paid.`;
    });
  };
  return (
    <When asked={asked}>
      {list => (
        <>
          <dl class="figures">
            <Figure name={isOpen ? 'Not marked as paid' : 'All payments'}>{count(list.count)}</Figure>
            <Figure name="They come to">
              <Amount text={list.totalGrain} />
            </Figure>
            <Figure name="Without an address">{count(list.withoutAddress)}</Figure>
            <Figure name="Paid in">{list.currency?.chainId ?? 'grain only'}</Figure>
          </dl>
          <Card title="Payments">
            <div class="controls">
              <label class="choice">
                <input type="checkbox" checked={isOpen} onChange={event => setOpen(event.currentTarget.checked)} /> only what is not marked
              </label>
              <span class="row end">
                <Raw address={address} name={`payouts-${space}.csv`}>
                  Table to pay by (CSV)
                </Raw>
                {list.currency && (
                  <Raw address={`${address}${isOpen ? '&' : '?'}form=safe`} name={`safe-${space}.csv`}>
                    For Safe (CSV)
                  </Raw>
                )}
              </span>
            </div>
            <Outcome doing={doing} />
            {list.payouts.length === 0 ? (
              <Nothing title="Nothing is to be paid" />
            ) : (
              [...grouped(list.payouts, payout => payout.distribution)].map(([distribution, payouts]) => (
                <Distribution
                  key={distribution}
                  space={space}
                  distribution={distribution}
                  payouts={payouts}
                  isBusy={doing.isBusy}
                  onMark={() => void mark(distribution, payouts.length, list.asOf)}
                />
              ))
            )}
          </Card>
          {list.lacking.length > 0 && (
            <Card title="Who cannot be paid yet">
              <ul class="things">
                {list.lacking.slice(0, shownMax).map(each => (
                  <li key={`${each.identity} ${each.currency}`}>
                    <span class="grow">
                      <Person space={space} id={each.identity} name={each.name} /> <small class="quiet">{each.fault}</small>
                    </span>
                    <Amount text={each.amountGrain} />
                  </li>
                ))}
              </ul>
            </Card>
          )}
          {dialog}
        </>
      )}
    </When>
  );
}

interface DistributionProps {
  space: string;
  distribution: string;
  payouts: readonly Payout[];
  isBusy: boolean;
  onMark: () => void;
}

function Distribution({ space, distribution, payouts, isBusy, onMark }: DistributionProps) {
  const open = payouts.filter(payout => !payout.executed);
  return (
    <details>
      <summary>
        {epochName(distribution)}: {plural(payouts.length, 'payment', 'payments')}
        {open.length === 0 && ', all marked as paid'}
      </summary>
      <ul class="things">
        {payouts.slice(0, shownMax).map(payout => (
          <li key={payout.identity}>
            <span class="grow">
              <Person space={space} id={payout.identity} name={payout.name} />
              <small class="quiet hash">
                {payout.address ?? payout.fault ?? ''}
                {payout.executed && ' paid'}
              </small>
            </span>
            <Amount text={payout.amountGrain} />
          </li>
        ))}
      </ul>
      {payouts.length > shownMax && <p class="quiet">and {count(payouts.length - shownMax)} more, which the table has</p>}
      {open.length > 0 && (
        <p>
          <button type="button" class="button" disabled={isBusy} onClick={onMark}>
            Mark as paid<span class="unseen"> what the epoch of {epochName(distribution)} owes</span>
          </button>
        </p>
      )}
    </details>
  );
}
