import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Card, Copy } from '../parts/pieces';
import { to } from '../router';

/** What a space needs next in which nothing has happened. */
export function NextStep({ space, hasDeliveries }: { space: string; hasDeliveries: boolean }) {
  const board = useAsk(`${space} anybody`, () =>
    told(api.GET('/spaces/{space}/leaderboard', { params: { path: { space }, query: { by: 'ledger', limit: 1 } } })),
  );
  if (!board.value || board.value.count > 0 || hasDeliveries) return null;
  return (
    <Card title="Nothing has been counted yet">
      <ol class="guide">
        <li>
          <p>
            <a href={to.run(space, 'webhooks')}>Connect a webhook</a>, so that what happens from now on is counted.
          </p>
        </li>
        <li>
          <p>
            <a href={to.run(space, 'config')}>Look at the configuration</a>: how long an epoch is, and how much grain it pays.
          </p>
        </li>
        <li>
          <p>Bring in what was done before, from a terminal:</p>
          <Copy text={`./grain import git PATH --space ${space}`} />
        </li>
      </ol>
    </Card>
  );
}
