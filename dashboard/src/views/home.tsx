import { useState } from 'preact/hooks';
import type { components } from '../api/generated';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { currentKey } from '../api/key';
import { openKeyDialog } from '../parts/askwho';
import { Card, Copy, useTitle, Words } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { go, to } from '../router';
import { day } from '../words/dates';

/** The first page: the spaces that one may see, or the way to one. */
export function HomeView() {
  useTitle();
  const spaces = useAsk(currentKey() ? 'spaces' : 'spaces of nobody', () =>
    told(api.GET('/spaces', { params: { query: { limit: 200 } } })),
  );
  return (
    <>
      <section class="hero">
        <h1>Who contributes what, and what it is worth</h1>
        <p>Grain counts what people do for a community, ranks it, and rewards it. Everybody can see why, and check it.</p>
      </section>
      {spaces.fault?.wantsKey ? (
        <>
          <Listed />
          <Enter />
        </>
      ) : (
        <When asked={spaces}>
          {answer =>
            answer.spaces.length === 0 ? (
              <First />
            ) : (
              <>
                <Tiles spaces={answer.spaces} />
                {answer.next && (
                  <p class="quiet">
                    There are more. Open one by its name: <OpenSpace />
                  </p>
                )}
              </>
            )
          }
        </When>
      )}
    </>
  );
}

function Tiles({ spaces }: { spaces: readonly components['schemas']['SpaceSummary'][] }) {
  return (
    <ul class="tiles">
      {spaces.map(space => (
        <li key={space.name}>
          <a class="tile" href={to.space(space.name)}>
            <strong>
              <Words text={space.displayName} />
            </strong>
            <span class="quiet">
              {space.name}
              {space.state !== 'active' && ` · ${space.state}`}
            </span>
            <span class="quiet">since {day(space.createdAt)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The spaces that everybody may find. */
function Listed() {
  const listed = useAsk('directory', () => told(api.GET('/directory')));
  return listed.value?.spaces.length ? <Tiles spaces={listed.value.spaces} /> : null;
}

function Enter() {
  return (
    <Card title="Open a space">
      <p>A public space opens by its name.</p>
      <OpenSpace />
      <p>
        A private one asks for a key, and with a key you see the list of your spaces.{' '}
        <button type="button" class="button" onClick={openKeyDialog}>
          Sign in or enter a key
        </button>
      </p>
    </Card>
  );
}

function OpenSpace() {
  const [name, setName] = useState('');
  return (
    <form
      class="row"
      onSubmit={event => {
        event.preventDefault();
        if (name.trim()) go(to.space(name.trim()));
      }}
    >
      <label class="choice">
        <span>Name of the space</span>
        <input
          value={name}
          autoComplete="off"
          spellcheck={false}
          placeholder="my-project"
          onInput={event => setName(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button strong">
        Open
      </button>
    </form>
  );
}

function First() {
  return (
    <Nothing title="There is no space yet">
      <p>A space is the place for one community.</p>
      <p>
        <a class="button strong" href={to.app()}>
          Make the first
        </a>
      </p>
      <p>Or from a terminal:</p>
      <Copy text="./grain spaces create my-project" />
    </Nothing>
  );
}
