import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { currentKey, whenKeyChanges } from '../api/key';
import { currentSession } from '../api/session';
import { to, type Place } from '../router';
import { epochName } from '../words/dates';
import { Icon } from './icons';
import { openKeyDialog } from './askwho';
import { KeyDialog } from './keydialog';
import { nextTheme, theme } from './theme';

/** What all views share: the way back, the colours, the key. */
export function Shell({ place, children }: { place: Place; children: ComponentChildren }) {
  return (
    <>
      <a class="skip" href="#main">
        Go to the content
      </a>
      <header class="top">
        <div class="width row">
          <a class="brand" href={to.home()}>
            <Icon name="grain" /> <span class={'space' in place ? 'wide' : undefined}>Grain</span>
          </a>
          <Trail place={place} />
          <span class="row end">
            {'space' in place && <RunLink place={place} />}
            {'space' in place && <MeLink place={place} />}
            <KeyButton />
            <ThemeButton />
          </span>
        </div>
      </header>
      <div class="width">{children}</div>
      <footer class="width bottom">
        <span>
          Everything here comes from the <a href="/api/openapi.json">public API</a>. Times are UTC.{' '}
          <a href="/licences.txt" target="_blank" rel="noopener">
            Licences
          </a>{' '}
          · {'space' in place ? <a href={to.run(place.space)}>Run this space</a> : <a href={to.app()}>Run the app</a>}
        </span>
      </footer>
      <KeyDialog />
      <Offline />
    </>
  );
}

function Trail({ place }: { place: Place }) {
  if (!('space' in place)) return <span class="trail" />;
  const last = place.view === 'person' ? place.id : place.view === 'epoch' ? epochName(place.epoch) : undefined;
  return (
    <nav class="trail" aria-label="Where you are">
      <ol>
        <li>
          <a href={to.space(place.space)} aria-current={place.view === 'space' ? 'page' : undefined}>
            <bdi>{place.space}</bdi>
          </a>
        </li>
        {place.view === 'run' && (
          <li>
            <a href={to.run(place.space)} aria-current={place.part === '' ? 'page' : undefined}>
              Run
            </a>
          </li>
        )}
        {place.view === 'me' && (
          <li>
            <span aria-current="page">Yours</span>
          </li>
        )}
        {(place.view === 'epochs' || place.view === 'epoch') && (
          <li>
            <a href={to.epochs(place.space)} aria-current={place.view === 'epochs' ? 'page' : undefined}>
              Epochs
            </a>
          </li>
        )}
        {last && (
          <li>
            <span aria-current="page" class="cut">
              <bdi>{last}</bdi>
            </span>
          </li>
        )}
      </ol>
    </nav>
  );
}

/** Something that changes with the key, or with who has signed in. */
function useWhoever<T>(read: () => T): T {
  const [value, setValue] = useState(read);
  useEffect(() => whenKeyChanges(() => setValue(read)), []);
  return value;
}

const hasKey = () => currentKey() !== null;
const nameOf = () => currentSession()?.name;

/** The way to what is for those who run a space. Who has no key finds it at the foot of the page. */
function RunLink({ place }: { place: Place & { space: string } }) {
  if (!useWhoever(hasKey) || place.view === 'run') return null;
  return (
    <a class="button bare" href={to.run(place.space)}>
      <Icon name="tools" /> <span class="wide">Run</span>
    </a>
  );
}

/** The way to what is one's own. */
function MeLink({ place }: { place: Place & { space: string } }) {
  if (useWhoever(nameOf) === undefined || place.view === 'me') return null;
  return (
    <a class="button bare" href={to.me(place.space)}>
      <Icon name="person" /> <span class="wide">Yours</span>
    </a>
  );
}

function KeyButton() {
  const [has, name] = [useWhoever(hasKey), useWhoever(nameOf)];
  return (
    <button type="button" class={has || name ? 'button bare on' : 'button bare'} onClick={openKeyDialog}>
      <Icon name="key" /> <span class="wide">{has ? 'Key in use' : name ? 'Signed in' : 'Sign in'}</span>
      <span class="unseen">: {has || name ? 'change that' : 'or enter a key'}</span>
    </button>
  );
}

function ThemeButton() {
  const [chosen, setChosen] = useState(theme());
  return (
    <button type="button" class="button bare" onClick={() => setChosen(nextTheme())} title="Colours">
      <Icon name={chosen} /> <span class="unseen">Colours: {chosen}. Change</span>
    </button>
  );
}

function Offline() {
  const [isOffline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const read = () => setOffline(!navigator.onLine);
    addEventListener('online', read);
    addEventListener('offline', read);
    return () => {
      removeEventListener('online', read);
      removeEventListener('offline', read);
    };
  }, []);
  return (
    <div class={isOffline ? 'offline' : 'unseen'} role="status">
      {isOffline ? 'You are offline. What you see may be old.' : ''}
    </div>
  );
}
