import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { loadBars } from '../charts/loading';
import { Lazy } from '../parts/lazy';
import { Card, Words } from '../parts/pieces';
import { When } from '../parts/states';
import { epochName } from '../words/dates';
import { layersOf } from './spacecharts';

interface Cred {
  readonly epoch: string;
  readonly breakdown: Readonly<Record<string, number>>;
}

/** Somebody's cred epoch by epoch, by the modules that it came from. */
export function CredCard({ space, id, cred }: { space: string; id: string; cred: Cred }) {
  const asked = useAsk(`${space} cred of ${id}`, () =>
    told(api.GET('/spaces/{space}/cred', { params: { path: { space }, query: { id, top: 8, last: 26 } } })),
  );
  const parts = Object.entries(cred.breakdown)
    .filter(([, share]) => share > 0)
    .sort((one, other) => other[1] - one[1]);
  return (
    <Card title="Cred over time" aside={`up to the epoch of ${epochName(cred.epoch)}`}>
      <When asked={asked} lines={4}>
        {answer => (
          <Lazy
            load={loadBars}
            props={{
              caption: 'Cred of each epoch, by where it came from',
              steps: answer.epochs.map(epochName),
              stepName: 'Epoch',
              layers: layersOf(answer, 'other modules'),
            }}
          />
        )}
      </When>
      {parts.length > 0 && (
        <p class="quiet">
          Of all contributions that they are connected to:{' '}
          {parts.map(([module, share], i) => (
            <span key={module}>
              {i > 0 && ', '}
              {share} % <Words text={module} />
            </span>
          ))}
        </p>
      )}
    </Card>
  );
}
