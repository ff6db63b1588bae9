import { useEffect, useRef } from 'preact/hooks';

/** Does something again and again while it is on and somebody looks: the page asks nothing in the background. */
export function usePoll(isOn: boolean, everyMs: number, act: () => Promise<void>): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (!isOn) return;
    let isOver = false;
    let timer = 0;
    const next = async () => {
      if (document.visibilityState === 'visible') await latest.current().catch(() => {});
      if (!isOver) timer = window.setTimeout(() => void next(), everyMs);
    };
    void next();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isOn, everyMs]);
}
