import { useState } from 'preact/hooks';
import { Outcome, useDoing } from './doing';
import { TextField } from './fields';
import { newId } from './ids';

/** What shall be held; whose grain it is says whoever asks for it. */
export interface WantedHold {
  id: string;
  to?: string;
  amount: string;
  memo?: string;
}

/** Holds grain. Asked for again after a fault it is the same hold. */
export function HoldForm({ symbol, hold }: { symbol?: string; hold: (wanted: WantedHold) => Promise<void> }) {
  const [to, setTo] = useState('');
  const [amount, setAmount] = useState('');
  const [memo, setMemo] = useState('');
  const [id, setId] = useState(() => newId('hold'));
  const doing = useDoing();
  const errorOf = (path: string) => doing.fault?.errors.find(error => error.path === path)?.message;
  const place = async () => {
    const wanted = { id, to: to.trim() || undefined, amount: amount.trim(), memo: memo.trim() || undefined };
    const isDone = await doing.run(async () => {
      await hold(wanted);
      return `${wanted.amount} ${symbol ?? 'grain'} are held. Voiding the hold takes it back.`;
    });
    if (!isDone) return;
    setId(newId('hold'));
    setAmount('');
  };
  return (
    <details>
      <summary>Hold some</summary>
      <form
        class="form"
        onSubmit={event => {
          event.preventDefault();
          void place();
        }}
      >
        <TextField label="How much" error={errorOf('$.amount')} value={amount} onChange={setAmount} placeholder="12.5" isNumber required />
        <TextField label="For whom" help="Can be said when it is committed." error={errorOf('$.to')} value={to} onChange={setTo} />
        <TextField label="What for" error={errorOf('$.memo')} value={memo} onChange={setMemo} />
        <p>
          <button type="submit" class="button strong" disabled={doing.isBusy || !amount.trim()}>
            Hold it
          </button>
        </p>
        <Outcome doing={doing} paths={['$.amount', '$.to', '$.memo']} />
      </form>
    </details>
  );
}
