import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import type { components } from '../api/generated';
import { Card, Choice, Person, Words } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { ago } from '../words/dates';
import { shown } from '../words/numbers';
import { useConfirm } from './confirm';
import { Outcome, useDoing } from './doing';
import { TextField } from './fields';
import type { PartProps } from './part';

type Proposal = components['schemas']['ProposalAnswer'];

const states = [
  ['open', 'open'],
  ['approved', 'approved'],
  ['rejected', 'rejected'],
  ['withdrawn', 'withdrawn'],
] as const;

/** Grants that people propose, for who may decide. */
export function Proposals({ space }: PartProps) {
  const [state, setState] = useState<(typeof states)[number][0]>('open');
  const asked = useAsk(`${space} proposals ${state}`, () =>
    told(api.GET('/spaces/{space}/proposals', { params: { path: { space }, query: { state, limit: 100 } } })),
  );
  const [reviewer, setReviewer] = useState('');
  const doing = useDoing();
  const [confirm, dialog] = useConfirm();
  const decide = async (proposal: Proposal, act: 'approve' | 'reject') => {
    const reason = await confirm({
      title: act === 'approve' ? 'Approve the proposal?' : 'Turn the proposal down?',
      text:
        act === 'approve'
          ? `${proposal.receiver} gets ${shown(Number(proposal.points))} points. A grant stays; only a correction takes it back.`
          : `${proposal.receiver} gets nothing by it.`,
      act: act === 'approve' ? 'Approve' : 'Turn down',
      reason: 'Remark, which both see',
      isReasonFree: true,
    });
    if (reason === undefined) return;
    await doing.run(async () => {
      const params = { path: { space, id: proposal.id } };
      const body = { reviewer: reviewer.trim() || undefined, remark: reason || undefined };
      if (act === 'approve') await told(api.POST('/spaces/{space}/proposals/{id}/approve', { params, body }));
      else await told(api.POST('/spaces/{space}/proposals/{id}/reject', { params, body }));
      asked.again();
      return act === 'approve' ? 'Approved: it is a grant now.' : 'Turned down.';
    });
  };
  return (
    <Card title="Proposed grants">
      <div class="controls">
        <Choice label="State" value={state} options={states} onChange={setState} />
      </div>
      {state === 'open' && (
        <TextField
          label="Who decides"
          help="Your own id. With a key it has to be said; who signs in is known."
          error={doing.fault?.errors.find(error => error.path === '$.reviewer')?.message}
          value={reviewer}
          onChange={setReviewer}
          placeholder="github/ada"
        />
      )}
      <Outcome doing={doing} paths={['$.reviewer']} />
      <When asked={asked}>
        {({ proposals }) =>
          proposals.length === 0 ? (
            <Nothing title="None of this state">
              {state === 'open' && (
                <p>
                  People can propose grants where <code>proposals</code> of the configuration lets them.
                </p>
              )}
            </Nothing>
          ) : (
            <ul class="things acts">
              {proposals.map(proposal => (
                <li key={proposal.id}>
                  <span class="grow">
                    <Person space={space} id={proposal.receiver} />: <span class="number">{shown(Number(proposal.points))}</span> points
                    {proposal.reason && <bdi class="said">{proposal.reason}</bdi>}
                    <small class="quiet">
                      from <Words text={proposal.giver} />, {ago(proposal.proposedAt)}
                      {proposal.reviewer && (
                        <>
                          {' '}
                          · decided by <Words text={proposal.reviewer} />
                        </>
                      )}
                      {proposal.remark && (
                        <>
                          : <Words text={proposal.remark} />
                        </>
                      )}
                    </small>
                  </span>
                  {proposal.state === 'open' && (
                    <span class="row">
                      <button type="button" class="button" disabled={doing.isBusy} onClick={() => void decide(proposal, 'approve')}>
                        Approve<span class="unseen"> what {proposal.receiver} would get</span>
                      </button>
                      <button type="button" class="button" disabled={doing.isBusy} onClick={() => void decide(proposal, 'reject')}>
                        Turn down<span class="unseen"> what {proposal.receiver} would get</span>
                      </button>
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </When>
      {dialog}
    </Card>
  );
}
