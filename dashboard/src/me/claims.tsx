import { useState } from 'preact/hooks';
import { api, told } from '../api/client';
import { Copy } from '../parts/pieces';
import { Outcome, useDoing } from '../run/doing';
import { TextField } from '../run/fields';
import { usePoll } from '../run/poll';
import type { MyProps } from './mine';

/** How often it is looked whether a claim is settled, in milliseconds. */
const lookEvery = 3000;

/** Saying that an account elsewhere is one's own, and proving it. */
export function Claims({ space, me, know }: MyProps) {
  const [alias, setAlias] = useState('');
  const doing = useDoing();
  const params = { path: { space } };
  const look = async () => know(await told(api.GET('/spaces/{space}/me', { params })));
  usePoll(me.claims.length > 0, lookEvery, look);
  const claim = async () => {
    const isDone = await doing.run(async () => {
      await told(api.POST('/spaces/{space}/me/claims', { params, body: { alias: alias.trim() } }));
      await look();
    });
    if (isDone) setAlias('');
  };
  return (
    <>
      {me.claims.map(({ code, alias: claimed, show }) => (
        <section key={code} class="claim" aria-label={`Prove that you are ${claimed}`}>
          <p>
            <strong>
              Prove that you are <bdi>{claimed}</bdi>
            </strong>
          </p>
          <ol class="guide">
            <li>
              Copy this text:
              <Copy text={show} />
            </li>
            <li>
              <span>
                As <bdi>{claimed}</bdi>, open an issue, pull request, discussion or topic in a place that is connected to this space, with
                the text in its title.
              </span>
            </li>
            <li>
              <span class="waits" role="status">
                <span class="pulse" aria-hidden="true" /> Waiting for it. Then you can close it again.
              </span>
            </li>
          </ol>
          <p class="quiet">Who looks after the space sees the claim, too, and can confirm it.</p>
        </section>
      ))}
      <form
        class="form"
        onSubmit={event => {
          event.preventDefault();
          void claim();
        }}
      >
        <TextField
          label={me.linked || me.claims.length > 0 ? 'Another account of yours' : 'An account of yours'}
          help="Where it is, and its name there."
          error={doing.fault?.errors.find(error => error.path === '$.alias')?.message}
          value={alias}
          onChange={setAlias}
          placeholder="github/ada"
          required
        />
        <p>
          <button type="submit" class="button" disabled={doing.isBusy || !alias.trim()}>
            That is me
          </button>
        </p>
        <Outcome doing={doing} paths={['$.alias']} />
      </form>
    </>
  );
}
