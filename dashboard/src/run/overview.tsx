import { useAsk } from '../api/ask';
import { api, Fault, told } from '../api/client';
import { Icon } from '../parts/icons';
import { Card, Words } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { to } from '../router';
import { ago } from '../words/dates';
import { count, plural } from '../words/numbers';
import { DeliveryTable } from './deliverytable';
import type { PartProps } from './part';
import { Health } from './health';
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
      <section class="columns even">
        <Health space={space} epochs={epochs} />
        <Waits space={space} />
      </section>
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
  const asked = useAsk(`${space} audit`, () =>
    told(api.GET('/spaces/{space}/audit', { params: { path: { space }, query: { limit: 8 } } })),
  );
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
                    <strong title={entry.operation}>{wordsOf(entry.operation)}</strong> {entry.target && <Words text={entry.target} />}
                    <small class="quiet">
                      <Words text={`by ${entry.by}`} />
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

/** An operation in words: `removeAliasById` is “remove alias”. */
const wordsOf = (operation: string): string => operation.replace(/ById$/, '').replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
