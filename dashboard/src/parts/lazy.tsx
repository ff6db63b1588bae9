import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Waiting } from './states';

/** A component that is loaded when it is first shown. */
export function Lazy<P extends object>({ load, props }: { load: () => Promise<ComponentType<P>>; props: P }) {
  const [found, setFound] = useState<{ it: ComponentType<P> } | undefined>();
  const [isGone, setGone] = useState(false);
  useEffect(() => {
    let isOver = false;
    load().then(
      it => !isOver && setFound({ it }),
      () => !isOver && setGone(true),
    );
    return () => {
      isOver = true;
    };
  }, [load]);
  if (isGone)
    return (
      <p class="note warn" role="alert">
        This part could not be loaded. Load the page again when you are online.
      </p>
    );
  if (!found) return <Waiting lines={4} />;
  const Found = found.it;
  return <Found {...props} />;
}
