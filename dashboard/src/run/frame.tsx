import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Lazy } from '../parts/lazy';
import { useTitle, Words } from '../parts/pieces';
import { Nothing } from '../parts/states';
import { to } from '../router';
import type { PartProps } from './part';
import '../styles/run.css';

interface Part {
  name: string;
  title: string;
  load: () => Promise<ComponentType<PartProps>>;
}

const parts: readonly Part[] = [
  { name: '', title: 'Overview', load: () => import('./overview').then(module => module.Overview) },
  { name: 'config', title: 'Configuration', load: () => import('./config/view').then(module => module.ConfigView) },
  { name: 'webhooks', title: 'Connect', load: () => import('./connect').then(module => module.Connect) },
  { name: 'deliveries', title: 'Deliveries', load: () => import('./deliveries').then(module => module.Deliveries) },
  { name: 'held', title: 'Held', load: () => import('./held').then(module => module.Held) },
  { name: 'proposals', title: 'Proposals', load: () => import('./proposals').then(module => module.Proposals) },
  { name: 'people', title: 'People', load: () => import('./people').then(module => module.People) },
  { name: 'epochs', title: 'Epochs', load: () => import('./epochs').then(module => module.RunEpochs) },
  { name: 'grain', title: 'Treasury', load: () => import('./treasury').then(module => module.Treasury) },
  { name: 'payouts', title: 'Payouts', load: () => import('./payouts').then(module => module.Payouts) },
  { name: 'drift', title: 'Drift', load: () => import('./drift').then(module => module.DriftView) },
];

/** What is for those who run a space: its parts, and the one that is looked at. */
export function RunFrame({ space, part, id }: PartProps & { part: string }) {
  const shown = parts.find(each => each.name === part);
  useTitle(shown?.title, 'Run', space);
  const current = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    // On a phone the part that is looked at may lie beside the window; the page itself stays where it is.
    const show = () => {
      const [link, list] = [current.current, current.current?.closest('nav')];
      if (link && list) list.scrollLeft = link.offsetLeft - (list.clientWidth - link.clientWidth) / 2;
    };
    show();
    addEventListener('resize', show);
    return () => removeEventListener('resize', show);
  }, [part]);
  return (
    <>
      <header class="title">
        <div>
          <h1>{shown?.title ?? 'Run'}</h1>
          <p class="quiet">
            For those who run <Words text={space} />
          </p>
        </div>
      </header>
      <nav class="parts" aria-label="Parts">
        <ul>
          {parts.map(({ name, title }) => (
            <li key={name}>
              <a ref={name === part ? current : undefined} href={to.run(space, name)} aria-current={name === part ? 'page' : undefined}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {shown ? (
        <Lazy load={shown.load} props={{ space, id }} />
      ) : (
        <Nothing title="There is no such part">
          <p>
            <a href={to.run(space)}>Go to the overview</a>.
          </p>
        </Nothing>
      )}
    </>
  );
}
