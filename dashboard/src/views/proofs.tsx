import { useState } from 'preact/hooks';
import { api, Fault, told } from '../api/client';
import { Icon } from '../parts/icons';
import { Card, Choice } from '../parts/pieces';
import { Raw } from '../parts/raw';
import { learnKey, knownKey } from '../verify/known';
import type { Known, Proven } from '../verify/proof';
import { Checks, Verdict } from './checks';

/** What can be proven of one thing. */
export type ProofKind = 'grant' | 'payment' | 'account';

const kinds = {
  grant: ['grant'],
  payment: ['payment'],
  account: ['account', 'no-account'],
  history: ['history'],
  checkpoint: ['checkpoint'],
};

/** Checks a proof that was fetched; what checks it is loaded only now. */
export async function check(proof: unknown, space: string, epoch: string, kind: keyof typeof kinds, known: Known = {}): Promise<Proven> {
  const { checkProof } = await import('../verify/proof');
  const proven = await checkProof(proof, { ...known, space, epoch, kinds: kinds[kind], key: knownKey(space) });
  if (proven.says && proven.key) learnKey(space, proven.key);
  return proven;
}

function fetchProof(space: string, epoch: string, kind: ProofKind, id: string): Promise<unknown> {
  const params = { path: { space, epoch }, query: { id } };
  return kind === 'grant'
    ? told(api.GET('/spaces/{space}/epochs/{epoch}/proofs/grant', { params }))
    : kind === 'payment'
      ? told(api.GET('/spaces/{space}/epochs/{epoch}/proofs/payment', { params }))
      : told(api.GET('/spaces/{space}/epochs/{epoch}/proofs/account', { params }));
}

interface Asked {
  space: string;
  epoch: string;
  kind: ProofKind;
  id: string;
  amount?: string;
}

/** Gets the proof of one thing, and checks it. */
function useProof() {
  const [proven, setProven] = useState<Proven | undefined>();
  const [state, setState] = useState('');
  const ask = async ({ space, epoch, kind, id, amount }: Asked) => {
    setProven(undefined);
    setState('Checking …');
    try {
      setProven(await check(await fetchProof(space, epoch, kind, id), space, epoch, kind, amount === undefined ? {} : { amount }));
      setState('');
    } catch (fault) {
      if (!(fault instanceof Fault)) console.error(fault);
      setState(fault instanceof Fault ? fault.message : 'The proof could not be checked.');
    }
  };
  return { proven, state, ask };
}

function Outcome({ proven, state }: { proven: Proven | undefined; state: string }) {
  return (
    <>
      <div role="status">
        {state && <p>{state}</p>}
        {proven && <Verdict checks={proven.checks} />}
        {proven?.says && (
          <p>
            Proven: <bdi class="words">{proven.says}</bdi>
          </p>
        )}
      </div>
      {proven && <Checks checks={proven.checks} />}
    </>
  );
}

/** Beside one thing: whether it is in what the space signed. */
export function CheckThis({ asked, name }: { asked: Asked; name: string }) {
  const { proven, state, ask } = useProof();
  return (
    <>
      <button type="button" class="button small" title="Check this" onClick={() => void ask(asked)}>
        <Icon name="check" />
        <span class="unseen">Check this: {name.slice(0, 80)}</span>
      </button>
      {(proven || state) && (
        <div class="proven">
          <Outcome proven={proven} state={state} />
        </div>
      )}
    </>
  );
}

const words = {
  payment: ['What somebody was paid', 'Their id', 'github/octocat'],
  account: ['What somebody held', 'Their id', 'github/octocat'],
  grant: ['That a grant was counted', 'The grant’s id', 'github/issue/1/opened'],
} as const;

/** On the page of an epoch: one’s own grant, payment or account, proven against what was signed. */
export function ProveCard({ space, epoch }: { space: string; epoch: string }) {
  const [kind, setKind] = useState<ProofKind>('payment');
  const [id, setId] = useState('');
  const { proven, state, ask } = useProof();
  const wanted = id.trim();
  const address = [space, 'epochs', epoch, 'proofs', kind].map(encodeURIComponent).join('/');
  return (
    <Card title="Check one thing">
      <p>A grant, a payment or an account, against what the space signed of this epoch. It is computed in this browser.</p>
      <form
        class="controls"
        onSubmit={event => {
          event.preventDefault();
          if (wanted) void ask({ space, epoch, kind, id: wanted });
        }}
      >
        <Choice
          label="Check"
          value={kind}
          options={Object.entries(words).map(([each, [text]]) => [each as ProofKind, text] as const)}
          onChange={setKind}
        />
        <label class="choice grow">
          <span>{words[kind][1]}</span>
          <input
            value={id}
            autoComplete="off"
            spellcheck={false}
            placeholder={words[kind][2]}
            onInput={event => setId(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button" disabled={!wanted}>
          Check
        </button>
      </form>
      <Outcome proven={proven} state={state} />
      {proven && wanted && (
        <p class="quiet">
          Keep it, and let somebody else check it:{' '}
          <Raw address={`/api/spaces/${address}?id=${encodeURIComponent(wanted)}`} name={`${kind}-${epoch}.json`}>
            Proof (JSON)
          </Raw>
        </p>
      )}
    </Card>
  );
}
