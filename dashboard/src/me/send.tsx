import { useState } from 'preact/hooks';
import { api, told } from '../api/client';
import { Card } from '../parts/pieces';
import { useConfirm } from '../run/confirm';
import { Outcome, useDoing } from '../run/doing';
import { TextField } from '../run/fields';
import { newId } from '../run/ids';

/** Sends grain of the reader's own. */
export function Send({ space, symbol, done }: { space: string; symbol?: string; done: () => void }) {
  const [to, setTo] = useState('');
  const [amount, setAmount] = useState('');
  const [memo, setMemo] = useState('');
  const [id, setId] = useState(() => newId('transfer'));
  const doing = useDoing();
  const [confirm, dialog] = useConfirm();
  const errorOf = (path: string) => doing.fault?.errors.find(error => error.path === path)?.message;
  const send = async () => {
    const what = `${amount.trim()} ${symbol ?? 'grain'}`;
    const text = `They go to ${to.trim()}. Only they can give it back.`;
    if ((await confirm({ title: `Send ${what}?`, text, act: 'Send it' })) === undefined) return;
    const isDone = await doing.run(async () => {
      const body = { id, to: to.trim(), amount: amount.trim(), memo: memo.trim() || undefined };
      const answer = await told(api.POST('/spaces/{space}/me/transfers', { params: { path: { space } }, body }));
      done();
      return answer.state === 'returned' ? `It could not be delivered, and came back to you.` : `${what} were sent to ${answer.account}.`;
    });
    if (!isDone) return; // the id stays: asked again, it is the same
    setId(newId('transfer'));
    setAmount('');
    setMemo('');
  };
  return (
    <Card title="Send grain">
      <form
        class="form"
        onSubmit={event => {
          event.preventDefault();
          void send();
        }}
      >
        <TextField label="To whom" error={errorOf('$.to')} value={to} onChange={setTo} placeholder="github/ben" required />
        <TextField
          label={`How much${symbol ? `, in ${symbol}` : ''}`}
          error={errorOf('$.amount')}
          value={amount}
          onChange={setAmount}
          placeholder="2.5"
          isNumber
          required
        />
        <TextField label="Memo" help="Both of you see it." error={errorOf('$.memo')} value={memo} onChange={setMemo} />
        <p>
          <button type="submit" class="button strong" disabled={doing.isBusy || !to.trim() || !amount.trim()}>
            Send
          </button>
        </p>
        <Outcome doing={doing} paths={['$.to', '$.amount', '$.memo']} />
      </form>
      {dialog}
    </Card>
  );
}
