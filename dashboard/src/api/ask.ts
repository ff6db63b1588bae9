import { useEffect, useState } from 'preact/hooks';
import { Fault } from './client';
import { whenKeyChanges } from './key';

/** What became of a question. */
export interface Asked<T> {
  /** The last answer, also while it is asked again. */
  value?: T;
  /** Why there is none. */
  fault?: Fault;
  /** Whether it is being asked. */
  waits: boolean;
  /** Asks again. */
  again: () => void;
}

const kept = new Map<string, unknown>();
const keptMax = 200;
whenKeyChanges(() => kept.clear());

/**
 * Asks something of the API. What was told before is shown at once, and asked anew.
 * @param question Names what is asked, and for whom; undefined asks nothing yet.
 */
export function useAsk<T>(question: string | undefined, ask: () => Promise<T>): Asked<T> {
  const [answer, setAnswer] = useState<{ question?: string; value?: T; fault?: Fault }>({});
  const [turn, setTurn] = useState(0);
  useEffect(() => whenKeyChanges(() => setTurn(one => one + 1)), []);
  useEffect(() => {
    if (question === undefined) return;
    let isOver = false;
    ask().then(
      value => {
        if (kept.size >= keptMax) kept.clear();
        kept.set(question, value);
        if (!isOver) setAnswer({ question, value });
      },
      (fault: unknown) => {
        if (isOver) return;
        if (!(fault instanceof Fault)) console.error(fault);
        setAnswer({ question, fault: fault instanceof Fault ? fault : new Fault(0, 'The answer was not understood.') });
      },
    );
    return () => {
      isOver = true;
    };
  }, [question, turn]);

  const mine = answer.question === question ? answer : {};
  return {
    value: mine.value ?? (question === undefined ? undefined : (kept.get(question) as T | undefined)),
    fault: mine.fault,
    waits: question !== undefined && mine.value === undefined && mine.fault === undefined,
    again: () => {
      setAnswer({});
      setTurn(one => one + 1);
    },
  };
}
