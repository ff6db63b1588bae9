import { useState } from 'preact/hooks';
import { api, Fault, told } from '../api/client';
import { Amount, Card, Person } from '../parts/pieces';
import { count, plural } from '../words/numbers';
import { useConfirm } from './confirm';
import { Outcome, useDoing } from './doing';
import { Field, TextField } from './fields';
import { newId } from './ids';
import { registerAll } from './join';
import { sumOf, wantedOf, type Wanted } from './receipts';

/** How many receivers the question names before it is answered. */
const namedMax = 12;

/** Hands grain out to several people beside the epochs: to all of them or to nobody. */
export function Distribute({ space, symbol, done }: { space: string; symbol?: string; done: () => void }) {
  const [text, setText] = useState('');
  const [memo, setMemo] = useState('');
  const [id, setId] = useState(() => newId('distribution'));
  const [receipts, setReceipts] = useState<readonly Wanted[]>([]);
  const doing = useDoing();
  const [confirm, dialog] = useConfirm();
  const wanted = wantedOf(text);
  const sum = sumOf(wanted.map(each => each.amount));
  const faults = faultsOf(doing.fault, wanted);
  const distribute = async () => {
    const what = `${sum ?? 'Some'} ${symbol ?? 'grain'}`;
    const sure = await confirm({
      title: `Distribute ${what}?`,
      text: (
        <>
          <p>
            To {plural(wanted.length, 'receiver', 'receivers')}, beside what epochs pay. Who has no identity yet gets one. Only burning
            takes it back.
          </p>
          <Receipts wanted={wanted.slice(0, namedMax)} symbol={symbol} />
          {wanted.length > namedMax && <p class="quiet">and {count(wanted.length - namedMax)} more</p>}
        </>
      ),
      act: 'Distribute it',
    });
    if (sure === undefined) return;
    setReceipts([]);
    const isDone = await doing.run(async () => {
      const body = { id, memo: memo.trim() || undefined, receipts: wanted };
      const post = () => told(api.POST('/spaces/{space}/grain/distributions', { params: { path: { space } }, body }));
      const answer = await post().catch(async (fault: unknown) => {
        if (!(fault instanceof Fault && fault.status === 409)) throw fault;
        // Who was never registered is refused. If it was something else, it is refused again.
        await registerAll(
          space,
          wanted.map(each => each.to),
        );
        return post();
      });
      done();
      const receivers = plural(answer.receipts, 'receiver', 'receivers');
      return `${answer.totalGrain} ${symbol ?? 'grain'} were distributed to ${receivers}.`;
    });
    if (!isDone) return; // the id stays: asked again, it is the same
    setReceipts(wanted);
    setId(newId('distribution'));
    setText('');
    setMemo('');
  };
  return (
    <Card title="Distribute">
      <p class="quiet">Gives grain to several people at once, to all of them or to nobody: for what no epoch counts.</p>
      <form
        class="form"
        onSubmit={event => {
          event.preventDefault();
          void distribute();
        }}
      >
        <Field
          label="Who gets how much"
          help={`One a line: who, then the amount${symbol ? ` in ${symbol}` : ''}. Two columns of a table can be pasted.`}
          error={faults.join(' ') || undefined}
        >
          {tied => (
            <textarea
              {...tied}
              class="code"
              rows={4}
              spellcheck={false}
              placeholder={'github/ada 12.5\ngithub/ben 7.5'}
              value={text}
              onInput={event => setText(event.currentTarget.value)}
            />
          )}
        </Field>
        <TextField
          label="Memo"
          help="Everybody who may see the accounts sees it."
          error={doing.fault?.errors.find(error => error.path === '$.memo')?.message}
          value={memo}
          onChange={setMemo}
        />
        <p class="row">
          <button type="submit" class="button strong" disabled={doing.isBusy || wanted.length === 0}>
            Distribute
          </button>
          <span class="quiet">
            {wanted.length > 0 && `${plural(wanted.length, 'receiver', 'receivers')}, ${sum ?? '–'} ${symbol ?? ''}`}
          </span>
        </p>
        <Outcome doing={doing} paths={doing.fault?.errors.map(error => error.path).filter(isShown) ?? []} />
      </form>
      {receipts.length > 0 && <Receipts space={space} wanted={receipts} symbol={symbol} />}
      {dialog}
    </Card>
  );
}

const receiptPath = /^\$\.receipts\[(\d+)\]/;
const isShown = (path: string) => path === '$.memo' || path === '$.receipts' || receiptPath.test(path);

/** What is wrong, by the line in which it stands. */
function faultsOf(fault: Fault | undefined, wanted: readonly Wanted[]): string[] {
  return (fault?.errors ?? []).flatMap(error => {
    const index = receiptPath.exec(error.path)?.[1];
    if (index !== undefined) return [`${wanted[Number(index)]?.to ?? ''}: ${error.message}.`];
    return error.path === '$.receipts' ? [`This ${error.message}.`] : [];
  });
}

/** Who gets or got how much; with the way to them once it is there. */
function Receipts({ space, wanted, symbol }: { space?: string; wanted: readonly Wanted[]; symbol?: string }) {
  return (
    <ul class="things" aria-label="Receipts">
      {wanted.map((each, i) => (
        <li key={i}>
          <span class="grow">{space ? <Person space={space} id={each.to} /> : <bdi class="words">{each.to}</bdi>}</span>
          <Amount text={each.amount || undefined} symbol={symbol} />
        </li>
      ))}
    </ul>
  );
}
