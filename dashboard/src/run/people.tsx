import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Card, Person } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { Claims } from './claims';
import { Outcome, useDoing, type Doing } from './doing';
import { TextField } from './fields';
import type { PartProps } from './part';
import { Identities } from './identities';
import { joinAccounts } from './join';
import { Linking } from './linking';
import { suggestionsOf } from './suggestions';

/** How many people are looked at for names that are there twice. */
const lookedAtMax = 1000;

/** Who is who: claims, people who are perhaps one, and what was joined. */
export function People({ space }: PartProps) {
  const [turn, setTurn] = useState(0);
  const doing = useDoing();
  const join: Join = (into, target, name) => {
    let part: () => Promise<void>;
    return doing.run(
      async () => {
        part = await joinAccounts(space, into, target, name);
        setTurn(one => one + 1);
        return `${target} is ${into} now. The next epoch counts them as one.`;
      },
      async () => {
        await part();
        setTurn(one => one + 1);
        return `${target} stands for itself again.`;
      },
    );
  };
  return (
    <>
      <Claims space={space} />
      <Card title="Perhaps one person">
        <p class="quiet">Of the {lookedAtMax} with most points, those whose names are the same. Look at both before you join them.</p>
        <Outcome doing={doing} paths={['$.target']} />
        <Suggestions key={turn} space={space} doing={doing} join={join} />
        <ByHand doing={doing} join={join} />
      </Card>
      <Identities key={turn + 0.5} space={space} />
      <Linking space={space} />
    </>
  );
}

type Join = (into: string, target: string, name?: string) => Promise<boolean>;

function Suggestions({ space, doing, join }: { space: string; doing: Doing; join: Join }) {
  const asked = useAsk(`${space} ledger board`, () =>
    told(api.GET('/spaces/{space}/leaderboard', { params: { path: { space }, query: { by: 'ledger', limit: lookedAtMax } } })),
  );
  return (
    <When asked={asked}>
      {board => {
        const pairs = suggestionsOf(board.standings);
        return pairs.length === 0 ? (
          <Nothing title="No two have the same name" />
        ) : (
          <ul class="things acts">
            {pairs.map(({ into, target, why }) => (
              <li key={`${into.contributor} ${target.contributor}`}>
                <span class="grow">
                  <Person space={space} id={into.contributor} name={into.name} /> and{' '}
                  <Person space={space} id={target.contributor} name={target.name} />
                  <small class="quiet">
                    <bdi>{into.contributor}</bdi>, <bdi>{target.contributor}</bdi> · {why}
                  </small>
                </span>
                <button
                  type="button"
                  class="button"
                  disabled={doing.isBusy}
                  onClick={() => void join(into.contributor, target.contributor, into.name)}
                >
                  Join
                  <span class="unseen">
                    {' '}
                    {into.contributor} and {target.contributor}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        );
      }}
    </When>
  );
}

function ByHand({ doing, join }: { doing: Doing; join: Join }) {
  const [into, setInto] = useState('');
  const [target, setTarget] = useState('');
  const errorOf = (path: string) => doing.fault?.errors.find(error => error.path === path)?.message;
  return (
    <details>
      <summary>Join two by their ids</summary>
      <form
        class="form"
        onSubmit={async event => {
          event.preventDefault();
          if (!(await join(into.trim(), target.trim()))) return;
          setInto('');
          setTarget('');
        }}
      >
        <TextField label="Who they are" help="The id that stays." value={into} onChange={setInto} placeholder="github/ada" required />
        <TextField
          label="Who is the same person"
          help="An id that means the other one from now on."
          error={errorOf('$.target')}
          value={target}
          onChange={setTarget}
          placeholder="gitlab/51"
          required
        />
        <p>
          <button type="submit" class="button strong" disabled={doing.isBusy || !into.trim() || !target.trim()}>
            Join
          </button>
        </p>
      </form>
    </details>
  );
}
