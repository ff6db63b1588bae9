import { useState } from 'preact/hooks';
import type { components } from '../api/generated';
import { api, Fault, told } from '../api/client';
import { Icon } from '../parts/icons';
import { Card } from '../parts/pieces';
import { Raw } from '../parts/raw';
import { checkStatement, type Check, type Statement } from '../verify/statement';

type Epoch = components['schemas']['EpochAnswer'];

/** What the epoch was computed from; each is the SHA-256 of a piece that is kept. */
const hashed = ['config', 'weights', 'identities', 'cursors', 'graph', 'scores', 'flow', 'allocation'] as const;
const meanings: Record<(typeof hashed)[number], string> = {
  config: 'the configuration',
  weights: 'its weights alone',
  identities: 'who is who',
  cursors: 'up to which grant',
  graph: 'the contribution graph',
  scores: 'everybody’s cred',
  flow: 'how cred flowed',
  allocation: 'who gets how much',
};

interface Verified {
  checks: Check[];
  statement: Statement & Record<string, unknown>;
}

/** The epoch's statement, and checking it here. */
export function StatementCard({ space, epoch }: { space: string; epoch: Epoch }) {
  const [verified, setVerified] = useState<Verified | undefined>();
  const [state, setState] = useState('');
  const verify = async () => {
    setState('Checking …');
    setVerified(undefined);
    try {
      const path = { space, epoch: epoch.id };
      const [bytes, list] = await Promise.all([
        told(api.GET('/spaces/{space}/epochs/{epoch}/statement', { params: { path }, parseAs: 'arrayBuffer' })),
        told(api.GET('/spaces/{space}/epochs', { params: { path: { space } } })),
      ]);
      const closed = list.epochs.filter(each => each.statement !== undefined);
      const before = closed[closed.findIndex(each => each.id === epoch.id) - 1];
      const content = bytes as unknown as ArrayBuffer;
      setVerified({
        checks: await checkStatement(content, epoch.statement, before?.statement),
        statement: JSON.parse(new TextDecoder().decode(content)) as Verified['statement'],
      });
      setState('');
    } catch (fault) {
      setState(fault instanceof Fault ? fault.message : 'The statement could not be read.');
    }
  };
  const failed = verified?.checks.filter(check => !check.holds).length ?? 0;
  return (
    <Card title="Statement">
      <p>What the epoch did, in a form that cannot be changed unseen: the next statement names the hash of this one.</p>
      <p class="hash">
        <span class="quiet">SHA-256</span> <code>{epoch.statement}</code>
      </p>
      <p class="row">
        <button type="button" class="button strong" onClick={() => void verify()}>
          <Icon name="check" /> Verify in this browser
        </button>
        <Raw
          address={`/api/spaces/${encodeURIComponent(space)}/epochs/${encodeURIComponent(epoch.id)}/statement`}
          name={`statement-${epoch.id}.json`}
        >
          Statement (JSON)
        </Raw>
      </p>
      <div role="status">
        {state && <p>{state}</p>}
        {verified && (
          <p class={failed === 0 ? 'verdict good' : 'verdict bad'}>
            <Icon name={failed === 0 ? 'check' : 'cross'} />
            {failed === 0 ? ` All ${verified.checks.length} checks hold.` : ` ${failed} of ${verified.checks.length} checks fail.`}
          </p>
        )}
      </div>
      {verified && (
        <>
          <ul class="checks">
            {verified.checks.map(check => (
              <li key={check.what} class={check.holds ? 'good' : 'bad'}>
                <Icon name={check.holds ? 'check' : 'cross'} />
                <span>
                  <span class="unseen">{check.holds ? 'Holds: ' : 'Fails: '}</span>
                  {check.what}
                  <small class="quiet block hash">{check.found}</small>
                </span>
              </li>
            ))}
          </ul>
          <details>
            <summary>What it was computed from</summary>
            <p class="quiet">
              Each is the SHA-256 of a piece that was pinned before anything was computed. Calculation{' '}
              {String(verified.statement['calculation'] ?? 1)};{' '}
              <code>
                ./grain verify --space {space} --epoch {epoch.id}
              </code>{' '}
              computes all of it again.
            </p>
            <dl class="pairs hashes">
              {hashed.map(name => (
                <>
                  <dt>
                    {name} <small class="quiet block">{meanings[name]}</small>
                  </dt>
                  <dd>
                    <code>{String(verified.statement[name] ?? '–')}</code>
                  </dd>
                </>
              ))}
            </dl>
          </details>
        </>
      )}
    </Card>
  );
}
