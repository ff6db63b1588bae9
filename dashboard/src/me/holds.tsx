import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Amount, Card, Person } from '../parts/pieces';
import { ago } from '../words/dates';
import { Outcome, useDoing } from '../run/doing';

/** What is held of the reader's grain; what they hold themselves they can let go of. */
export function MyHolds({ space, symbol }: { space: string; symbol?: string }) {
  const asked = useAsk(`${space} my holds`, () => told(api.GET('/spaces/{space}/me/holds', { params: { path: { space } } })));
  const doing = useDoing();
  const holds = asked.value?.holds ?? [];
  const end = (id: string) =>
    doing.run(async () => {
      await told(api.POST('/spaces/{space}/me/holds/{id}/void', { params: { path: { space, id } } }));
      asked.again();
      return 'It is yours to use again.';
    });
  if (holds.length === 0 && !doing.said) return null;
  return (
    <Card title="Held grain">
      <ul class="things acts">
        {holds.map(hold => (
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
            <button type="button" class="button" disabled={doing.isBusy} onClick={() => void end(hold.id)}>
              Let go<span class="unseen"> of {hold.id}</span>
            </button>
          </li>
        ))}
      </ul>
      <Outcome doing={doing} />
    </Card>
  );
}
