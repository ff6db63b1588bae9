import { useEffect, useRef } from 'preact/hooks';
import { Lazy } from './parts/lazy';
import { Nothing } from './parts/states';
import { Shell } from './parts/shell';
import { placeOf, usePath, to } from './router';
import { EpochView } from './views/epoch';
import { EpochsView } from './views/epochs';
import { HomeView } from './views/home';
import { PersonView } from './views/person';
import { SpaceView } from './views/space';

// What is for those who run it, or have signed in, comes when they open it: nobody else loads it.
const loadRun = () => import('./run/frame').then(module => module.RunFrame);
const loadMe = () => import('./me/view').then(module => module.MeView);
const loadSignIn = () => import('./signin/view').then(module => module.SignInView);
const loadApp = () => import('./run/app').then(module => module.AppView);

/** The dashboard: the view of the address, inside of what all views share. */
export function App() {
  const path = usePath();
  const place = placeOf(path);
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    // Who hears the page is told that another one is there.
    if (!isFirst.current) main.current?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [path]);
  return (
    <Shell place={place}>
      <main id="main" ref={main} tabIndex={-1} key={path}>
        {place.view === 'home' && <HomeView />}
        {place.view === 'space' && <SpaceView space={place.space} />}
        {place.view === 'person' && <PersonView space={place.space} id={place.id} />}
        {place.view === 'epochs' && <EpochsView space={place.space} />}
        {place.view === 'epoch' && <EpochView space={place.space} epoch={place.epoch} />}
        {place.view === 'run' && <Lazy load={loadRun} props={{ space: place.space, part: place.part, id: place.id }} />}
        {place.view === 'me' && <Lazy load={loadMe} props={{ space: place.space }} />}
        {place.view === 'signin' && <Lazy load={loadSignIn} props={{}} />}
        {place.view === 'app' && <Lazy load={loadApp} props={{}} />}
        {place.view === 'nowhere' && (
          <Nothing title="There is no such page">
            <p>
              Perhaps the address is incomplete. <a href={to.home()}>Go to the first page</a>.
            </p>
          </Nothing>
        )}
      </main>
    </Shell>
  );
}
