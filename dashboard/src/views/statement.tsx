import { useState } from 'preact/hooks';
import type { components } from '../api/generated';
import { api, Fault, ifKnown, told } from '../api/client';
import { Icon } from '../parts/icons';
import { Card } from '../parts/pieces';
import { Raw } from '../parts/raw';
import { checkEpoch, type Verified } from '../verify/epoch';
import type { Proven } from '../verify/proof';
import { Checks, Verdict } from './checks';
import { check } from './proofs';

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

/** The epoch's statement, and checking it here. */
export function StatementCard({ space, epoch }: { space: string; epoch: Epoch }) {
  const [verified, setVerified] = useState<(Verified & { isShown: boolean; isSigned: boolean }) | undefined>();
  const [state, setState] = useState('');
  const verify = async () => {
    setState('Checking …');
    setVerified(undefined);
    try {
      setVerified(await verifyEpoch(space, epoch));
      setState('');
    } catch (fault) {
      if (!(fault instanceof Fault)) console.error(fault);
      setState(fault instanceof Fault ? fault.message : 'The statement could not be read.');
    }
  };
  return (
    <Card title="Statement">
      <p>
        What the epoch did, in a form that cannot be changed unseen: the next statement names the hash of this one, and the space signs it.
      </p>
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
        {verified && <Verdict checks={verified.checks} />}
      </div>
      {verified && (
        <>
          <Checks checks={verified.checks} />
          {verified.isShown && (
            <p class="note">
              It names people who are not shown to everybody, here under other names. So its text does not have the hash that was signed.
            </p>
          )}
          {!verified.isSigned && <p class="note">It was closed before spaces signed their epochs. A later one has all that is in it.</p>}
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

/** Fetches what belongs to an epoch, and checks all of it. */
async function verifyEpoch(space: string, { id, statement: hash }: Epoch): Promise<Verified & { isShown: boolean; isSigned: boolean }> {
  const path = { space, epoch: id };
  const [[bytes, tag], list] = await Promise.all([
    statementOf(space, id),
    told(api.GET('/spaces/{space}/epochs', { params: { path: { space } } })),
  ]);
  const closed = list.epochs.filter(each => each.statement !== undefined);
  const before = closed[closed.findIndex(each => each.id === id) - 1];
  const checkpoint = await ifKnown(told(api.GET('/spaces/{space}/epochs/{epoch}/checkpoint', { params: { path } })));
  const history =
    checkpoint && before
      ? await ifKnown(told(api.GET('/spaces/{space}/epochs/{epoch}/proofs/history', { params: { path, query: { since: before.id } } })))
      : undefined;
  const isShown = tag.startsWith('W/');
  const verified = await checkEpoch({ statement: bytes, isShown, hash, before: before?.statement }, async statement => {
    const proven: Proven[] = [];
    const known = statement === undefined ? {} : { statement };
    if (checkpoint) proven.push(await check(checkpoint, space, id, 'checkpoint', known));
    if (history) proven.push(await check(history, space, id, 'history', known));
    return proven;
  });
  return { ...verified, isShown, isSigned: checkpoint !== undefined };
}

/** The statement byte for byte, and its tag: a weak one where it has other names than the one that was hashed. */
async function statementOf(space: string, epoch: string): Promise<[ArrayBuffer, string]> {
  let tag = '';
  const asked = api.GET('/spaces/{space}/epochs/{epoch}/statement', { params: { path: { space, epoch } }, parseAs: 'arrayBuffer' });
  const bytes = await told(
    asked.then(answer => {
      tag = answer.response.headers.get('ETag') ?? '';
      return answer;
    }),
  );
  return [bytes as unknown as ArrayBuffer, tag];
}
