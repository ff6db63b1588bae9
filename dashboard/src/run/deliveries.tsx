import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import type { components } from '../api/generated';
import { Card, Choice, Words } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { said, say, to } from '../router';
import { plural } from '../words/numbers';
import { DeliveryView } from './delivery';
import { DeliveryTable } from './deliverytable';
import type { PartProps } from './part';
import { senderName, senders } from './senders';

const outcomes = [
  ['', 'any'],
  ['accepted', 'accepted'],
  ['ignored', 'ignored'],
  ['malformed', 'malformed'],
  ['failed', 'failed'],
  ['asked', 'asked for again'],
  ['given-up', 'given up'],
] as const;

const sources = [['', 'any'], ...senders.map(({ name, title }) => [name, title] as const)] as const;

/** The log of what was delivered, or one delivery of it. */
export function Deliveries({ space, id }: PartProps) {
  return id ? <DeliveryView space={space} id={id} /> : <Log space={space} />;
}

function Log({ space }: { space: string }) {
  const [source, setSource] = useState(said('source') ?? '');
  const [outcome, setOutcome] = useState(said('outcome') ?? '');
  const [marks, setMarks] = useState<readonly string[]>([]);
  const choose = (values: { source?: string; outcome?: string }) => {
    setSource(values.source ?? source);
    setOutcome(values.outcome ?? outcome);
    setMarks([]);
    say({ source, outcome, ...values });
  };
  const after = marks.at(-1);
  const query = { source: source || undefined, outcome: (outcome || undefined) as 'accepted' | undefined, after, limit: 50 };
  const asked = useAsk(`${space} deliveries ${JSON.stringify(query)}`, () =>
    told(api.GET('/spaces/{space}/webhooks/deliveries', { params: { path: { space }, query } })),
  );
  return (
    <Card title="What was delivered" aside="newest first">
      <div class="controls">
        <Choice label="Sender" value={source} options={sources} onChange={value => choose({ source: value })} />
        <Choice label="Outcome" value={outcome} options={outcomes} onChange={value => choose({ outcome: value })} />
        <button type="button" class="button end" onClick={asked.again}>
          Look again
        </button>
      </div>
      <When asked={asked} lines={6}>
        {page => (
          <>
            <Refused refused={page.refusedToday ?? []} />
            {page.deliveries.length === 0 ? (
              <Nothing title="Nothing was delivered">
                <p>
                  {source || outcome ? 'Nothing of this choice, in the days that are kept.' : 'No sender has proven itself yet.'}{' '}
                  <a href={to.run(space, 'webhooks')}>Connect a webhook</a>.
                </p>
              </Nothing>
            ) : (
              <DeliveryTable space={space} deliveries={page.deliveries} />
            )}
            <p class="row">
              {marks.length > 0 && (
                <button type="button" class="button" onClick={() => setMarks(marks.slice(0, -1))}>
                  Newer
                </button>
              )}
              {page.next && (
                <button type="button" class="button end" onClick={() => setMarks([...marks, page.next!])}>
                  Older
                </button>
              )}
            </p>
          </>
        )}
      </When>
    </Card>
  );
}

/** What came and did not prove who sent it. Nothing of it is kept but how much it was. */
function Refused({ refused }: { refused: readonly components['schemas']['RefusalCount'][] }) {
  if (refused.length === 0) return null;
  return (
    <div class="note warn">
      <ul class="faults">
        {refused.map(each => (
          <li key={`${each.source} ${each.reason}`}>
            {plural(each.count, 'delivery', 'deliveries')} to {senderName(each.source)} refused today: <Words text={each.reason} />
          </li>
        ))}
      </ul>
    </div>
  );
}
