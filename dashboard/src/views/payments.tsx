import { useState } from 'preact/hooks';
import type { components } from '../api/generated';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Amount, Card, Person } from '../parts/pieces';
import { saveAs } from '../parts/raw';
import { When } from '../parts/states';
import { plural } from '../words/numbers';

type Payment = components['schemas']['EpochPayment'];

interface Whose {
  space: string;
  epoch: string;
}

const size = 100;
const pagesMax = 200;

/** Who was paid how much by an epoch. */
export function Payments({ space, epoch, symbol, decimals }: Whose & { symbol?: string; decimals?: number }) {
  const ask = (after: number | undefined, limit: number) =>
    told(
      api.GET('/spaces/{space}/epochs/{epoch}/payments', {
        params: { path: { space, epoch }, query: { after, limit } },
      }),
    );
  const asked = useAsk(`${space} payments ${epoch}`, () => ask(undefined, size));
  const [state, setState] = useState('');
  const save = async () => {
    setState('Reading all payments …');
    try {
      const all: Payment[] = [];
      for (let after: number | undefined, page = 0; page < pagesMax; page++) {
        const answer = await ask(after, 1000);
        all.push(...answer.payments);
        if (answer.next === undefined) break;
        after = answer.next;
      }

      saveAs(new Blob([csvOf(all)], { type: 'text/csv' }), `${space}-${epoch}.csv`);
      setState(`${plural(all.length, 'payment is', 'payments are')} in the file.`);
    } catch {
      setState('The payments could not be read.');
    }
  };
  return (
    <Card title="Receipts" aside={asked.value && <Amount text={asked.value.paidGrain} symbol={symbol} />}>
      <When asked={asked} lines={6}>
        {({ payments, next }) =>
          payments.length === 0 ? (
            <p class="quiet">Nobody was paid by this epoch.</p>
          ) : (
            <>
              <div class="scroll" tabIndex={0} role="region" aria-label="Receipts">
                <table>
                  <caption class="unseen">Who was paid by this epoch</caption>
                  <thead>
                    <tr>
                      <th scope="col">Who</th>
                      <th scope="col">Of that</th>
                      <th scope="col" class="right">
                        Amount
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {payments.map(payment => (
                      <tr key={payment.account}>
                        <th scope="row">
                          {payment.account === 'others' ? 'people who are not shown' : <Person space={space} id={payment.account} />}
                        </th>
                        <td class="quiet">
                          {payment.split.parts.map((part, i) => (
                            <span key={part.policy}>
                              {i > 0 && ' + '}
                              <Amount text={part.amountGrain} /> {part.name}
                            </span>
                          ))}
                        </td>
                        <td class="right">
                          <Amount text={payment.amountGrain} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              <p class="row">
                {next !== undefined && <span class="quiet">The first {payments.length}. All are in the file.</span>}
                <span role="status" class="quiet">
                  {state}
                </span>
                <button type="button" class="button end" onClick={() => void save()}>
                  Save as CSV
                </button>
              </p>
              {decimals !== undefined && (
                <p class="quiet">Amounts are cut after two decimals; hold the pointer over one to see all {decimals}.</p>
              )}
            </>
          )
        }
      </When>
    </Card>
  );
}

/** A table for spreadsheets. A cell that begins like a formula would be run by some of them, so it begins with an apostrophe. */
export function csvOf(payments: readonly Payment[]): string {
  const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const rows = payments.map(payment => [payment.account, payment.amountGrain, payment.amount, payment.split.text]);
  return [['account', 'amount', 'units', 'parts'], ...rows].map(row => row.map(cell).join(',')).join('\r\n') + '\r\n';
}
