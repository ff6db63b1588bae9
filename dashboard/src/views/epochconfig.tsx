import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Card, useSeen, Words } from '../parts/pieces';
import { Raw } from '../parts/raw';
import { When } from '../parts/states';
import { plural, shown } from '../words/numbers';
import { policyName } from './spacecharts';

interface Policy {
  type?: string;
  parts?: number;
  lookback?: number;
  discount?: number;
  recipient?: string;
  exclusions?: readonly string[];
}

/** A configuration, as far as it is shown. */
interface Config {
  epochs?: { lengthDays?: number; timeZone?: string };
  distribution?: { budgetPerEpoch?: string; policies?: readonly Policy[] };
  credRank?: Readonly<Record<string, unknown>>;
  weights?: {
    nodes?: Readonly<Record<string, number>>;
    edges?: Readonly<Record<string, { forward?: number; backward?: number }>>;
    changes?: readonly unknown[];
  };
}

/** What the epoch was computed with: pinned before anything was computed, and not what the space says today. */
export function ConfigCard({ space, epoch }: { space: string; epoch: string }) {
  const [place, isSeen] = useSeen();
  const asked = useAsk(isSeen ? `${space} config ${epoch}` : undefined, () =>
    told(api.GET('/spaces/{space}/epochs/{epoch}/config', { params: { path: { space, epoch } } })),
  );
  return (
    <div ref={place}>
      <Card title="Pinned configuration">
        <p class="quiet">What it was computed with, whatever the space says today.</p>
        <When asked={asked} lines={5}>
          {config => <Parts config={config as unknown as Config} />}
        </When>
        <p>
          <Raw
            address={`/api/spaces/${encodeURIComponent(space)}/epochs/${encodeURIComponent(epoch)}/config`}
            name={`config-${epoch}.json`}
          >
            Configuration (JSON)
          </Raw>
        </p>
      </Card>
    </div>
  );
}

function Parts({ config: { epochs, distribution, credRank, weights } }: { config: Config }) {
  return (
    <>
      <dl class="pairs">
        {epochs && (
          <>
            <dt>Epochs</dt>
            <dd>
              of {plural(epochs.lengthDays ?? 7, 'day', 'days')}, in {epochs.timeZone ?? 'UTC'}
            </dd>
          </>
        )}
        {distribution && (
          <>
            <dt>Budget of each</dt>
            <dd class="number">{distribution.budgetPerEpoch}</dd>
            {distribution.policies?.map((policy, i) => (
              <>
                <dt key={`name ${i}`}>{policyName(policy.type ?? '')}</dt>
                <dd key={`of ${i}`}>{ofPolicy(policy)}</dd>
              </>
            ))}
          </>
        )}
        {Object.entries(credRank ?? {}).map(([name, value]) => (
          <>
            <dt key={`name ${name}`}>{name}</dt>
            <dd key={`of ${name}`} class="number">
              {String(value)}
            </dd>
          </>
        ))}
      </dl>
      {weights && (
        <details>
          <summary>Weights</summary>
          <Weights name="Contributions" rows={Object.entries(weights.nodes ?? {}).map(([type, worth]) => [type, shown(worth)])} />
          <Weights
            name="Connections, forward and back"
            rows={Object.entries(weights.edges ?? {}).map(([type, edge]) => [
              type,
              `${shown(edge.forward ?? 0)} · ${shown(edge.backward ?? 0)}`,
            ])}
          />
          {!!weights.changes?.length && (
            <p class="quiet">{plural(weights.changes.length, 'change', 'changes')} from a moment on: see the JSON.</p>
          )}
          <p class="quiet">What is not named has the default of its calculation.</p>
        </details>
      )}
    </>
  );
}

function ofPolicy({ parts, lookback, discount, recipient, exclusions }: Policy): string {
  return [
    plural(parts ?? 1, 'part', 'parts'),
    lookback ? `of the last ${plural(lookback, 'epoch', 'epochs')}` : '',
    discount ? `less ${discount} with each epoch` : '',
    recipient ? `to ${recipient}` : '',
    exclusions?.length ? `without ${exclusions.length}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

function Weights({ name, rows }: { name: string; rows: string[][] }) {
  if (rows.length === 0) return null;
  return (
    <table class="sum">
      <caption>{name}</caption>
      <tbody>
        {rows.map(([type, worth]) => (
          <tr key={type}>
            <th scope="row">
              <Words text={type!} />
            </th>
            <td class="right number">{worth}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
