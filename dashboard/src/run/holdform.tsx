import { useRef, useState } from 'preact/hooks';
import { Outcome, useDoing } from './doing';
import { SelectField, TextField } from './fields';
import { newId } from './ids';

/** What shall be held; whose grain it is says whoever asks for it. */
export interface WantedHold {
  id: string;
  to?: string;
  amount: string;
  memo?: string;
  expiresAt: string;
}

const day = 86_400_000;
const lengths = [
  ['7', 'a week'],
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'a year'],
] as const;

/** Holds grain. Asked for again after a fault it is the same hold. */
export function HoldForm({ symbol, hold }: { symbol?: string; hold: (wanted: WantedHold) => Promise<void> }) {
  const [to, setTo] = useState('');
  const [amount, setAmount] = useState('');
  const [memo, setMemo] = useState('');
  const [days, setDays] = useState<(typeof lengths)[number][0]>('30');
  const asked = useRef<{ id: string; at: number } | undefined>(undefined);
  const doing = useDoing();
  const errorOf = (path: string) => doing.fault?.errors.find(error => error.path === path)?.message;
  const place = async () => {
    const { id, at } = (asked.current ??= { id: newId('hold'), at: Date.now() });
    const expiresAt = new Date(at + Number(days) * day).toISOString();
    const wanted = { id, to: to.trim() || undefined, amount: amount.trim(), memo: memo.trim() || undefined, expiresAt };
    const isDone = await doing.run(async () => {
      await hold(wanted);
      return `${wanted.amount} ${symbol ?? 'grain'} are held. Voiding the hold takes it back.`;
    });
    if (!isDone) return;
    asked.current = undefined;
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
        <SelectField label="For how long" error={errorOf('$.expiresAt')} value={days} onChange={setDays} options={lengths} />
        <TextField label="What for" error={errorOf('$.memo')} value={memo} onChange={setMemo} />
        <p>
          <button type="submit" class="button strong" disabled={doing.isBusy || !amount.trim()}>
            Hold it
          </button>
        </p>
        <Outcome doing={doing} paths={['$.amount', '$.to', '$.memo', '$.expiresAt']} />
      </form>
    </details>
  );
}
