import { useEffect, useRef, useState } from 'preact/hooks';
import { Fault } from '../api/client';
import { Icon } from '../parts/icons';

/** Something that changes things: at most one at a time, with what came of it. */
export interface Doing {
  isBusy: boolean;
  /** Why it did not work. */
  fault?: Fault;
  /** What was done. */
  said?: string;
  /** Takes back what was done, where that is possible. */
  undo?: () => Promise<string | void>;
  /** Does it; what it gives is said. Tells whether it worked. */
  run: (act: () => Promise<string | void>, undo?: () => Promise<string | void>) => Promise<boolean>;
  /** Forgets what came of it. */
  clear: () => void;
}

/** Does things, one at a time. */
export function useDoing(): Doing {
  const [state, setState] = useState<Pick<Doing, 'fault' | 'said' | 'undo'>>({});
  const [isBusy, setBusy] = useState(false);
  const busy = useRef(false);
  const run: Doing['run'] = async (act, undo) => {
    if (busy.current) return false;
    busy.current = true;
    setBusy(true);
    setState({});
    try {
      const said = await act();
      setState({ said: said || undefined, undo: undo });
      return true;
    } catch (fault) {
      if (!(fault instanceof Fault)) console.error(fault);
      setState({ fault: fault instanceof Fault ? fault : new Fault(0, 'The answer was not understood.') });
      return false;
    } finally {
      busy.current = false;
      setBusy(false);
    }
  };
  return { isBusy, ...state, run, clear: () => setState({}) };
}

/** What came of it, for eyes and ears. The focus goes there, since what was pressed may be gone. */
export function Outcome({ doing, paths = [] }: { doing: Doing; paths?: readonly string[] }) {
  const place = useRef<HTMLDivElement>(null);
  const { fault, said, undo } = doing;
  useEffect(() => {
    if (!fault && !said) return;
    const wrong = fault && document.querySelector<HTMLElement>('main [aria-invalid="true"]');
    (wrong || place.current)?.focus();
  }, [fault, said]);
  // What is told beside its field is not told again.
  const rest = fault?.errors.filter(error => !paths.includes(error.path)) ?? [];
  const isTold = fault !== undefined && fault.errors.length > 0 && rest.length === 0;
  return (
    <div ref={place} tabIndex={-1} class="outcome" role={fault ? 'alert' : 'status'}>
      {fault && (
        <div class="note warn">
          <Icon name="warning" />
          <span>
            {isTold ? 'Something is not right yet; see above.' : rest.length === 0 ? fault.message : 'That did not work:'}
            {rest.length > 0 && (
              <ul class="faults">
                {rest.map(error => (
                  <li key={error.path}>
                    <code>{error.path}</code> {error.message}
                  </li>
                ))}
              </ul>
            )}
            {fault.wantsKey && fault.status === 403 && ' Another key may do it: choose Key above.'}
          </span>
        </div>
      )}
      {said && (
        <p class="note">
          <Icon name="check" /> <span>{said}</span>
          {undo && (
            <button type="button" class="button small" onClick={() => void doing.run(undo)}>
              Undo
            </button>
          )}
        </p>
      )}
    </div>
  );
}
