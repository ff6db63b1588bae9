import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Amount, Card, Figure } from '../parts/pieces';
import { When } from '../parts/states';
import { useConfirm } from './confirm';
import { Distribute } from './distribute';
import { Outcome, useDoing } from './doing';
import { TextField } from './fields';
import type { PartProps } from './part';
import { Holds } from './holds';
import { newId } from './ids';

/** How much grain there is, and making or destroying some. */
export function Treasury({ space }: PartProps) {
  const path = { space };
  const grain = useAsk(`${space} grain`, () => told(api.GET('/spaces/{space}/grain', { params: { path } })));
  const settings = useAsk(`${space} grain settings`, () => told(api.GET('/spaces/{space}/grain/settings', { params: { path } })));
  const symbol = grain.value?.symbol;
  return (
    <>
      <When asked={grain} lines={2}>
        {token => (
          <dl class="figures">
            <Figure name="Grain there is">
              <Amount text={token.supplyGrain} symbol={token.symbol} />
            </Figure>
            <Figure name="Decimals">{token.decimals}</Figure>
            <Figure name="Balances are kept">{settings.value ? (settings.value.accounting ? 'yes' : 'no') : '–'}</Figure>
            <Figure name="Paid in">{settings.value ? (settings.value.currency?.chainId ?? 'nothing else') : '–'}</Figure>
          </dl>
        )}
      </When>
      <section class="columns even">
        <Move space={space} symbol={symbol} kind="mint" done={grain.again} />
        <Move space={space} symbol={symbol} kind="burn" done={grain.again} />
        <Distribute space={space} symbol={symbol} done={grain.again} />
        <Holds space={space} symbol={symbol} />
      </section>
    </>
  );
}

const words = {
  mint: { title: 'Mint', who: 'For whom', path: '$.to', act: 'Mint it', warning: 'Only a burn takes it back.' },
  burn: { title: 'Burn', who: 'Whose', path: '$.from', act: 'Burn it', warning: 'It is gone for good.' },
} as const;

function Move({ space, symbol, kind, done }: { space: string; symbol?: string; kind: 'mint' | 'burn'; done: () => void }) {
  const [who, setWho] = useState('');
  const [amount, setAmount] = useState('');
  const [memo, setMemo] = useState('');
  const [id, setId] = useState(() => newId(kind));
  const doing = useDoing();
  const [confirm, dialog] = useConfirm();
  const said = words[kind];
  const errorOf = (path: string) => doing.fault?.errors.find(error => error.path === path)?.message;
  const move = async () => {
    const what = `${amount.trim()} ${symbol ?? 'grain'}`;
    const text = kind === 'mint' ? `${what} are made for ${who.trim()}. ${said.warning}` : `${what} of ${who.trim()}. ${said.warning}`;
    if ((await confirm({ title: `${said.title} ${what}?`, text, act: said.act })) === undefined) return;
    const isDone = await doing.run(async () => {
      const params = { path: { space } };
      const rest = { id, amount: amount.trim(), memo: memo.trim() || undefined };
      if (kind === 'mint') await told(api.POST('/spaces/{space}/grain/mints', { params, body: { ...rest, to: who.trim() } }));
      else await told(api.POST('/spaces/{space}/grain/burns', { params, body: { ...rest, from: who.trim() } }));
      done();
      return kind === 'mint' ? `${what} were minted for ${who.trim()}.` : `${what} of ${who.trim()} were burnt.`;
    });
    if (!isDone) return; // the id stays: asked again, it is the same
    setId(newId(kind));
    setAmount('');
    setMemo('');
  };
  return (
    <Card title={said.title}>
      <form
        class="form"
        onSubmit={event => {
          event.preventDefault();
          void move();
        }}
      >
        <TextField label={said.who} error={errorOf(said.path)} value={who} onChange={setWho} placeholder="github/ada" required />
        <TextField
          label={`How much${symbol ? `, in ${symbol}` : ''}`}
          error={errorOf('$.amount')}
          value={amount}
          onChange={setAmount}
          placeholder="12.5"
          isNumber
          required
        />
        <TextField
          label="Memo"
          help="Everybody who may see the account sees it."
          error={errorOf('$.memo')}
          value={memo}
          onChange={setMemo}
        />
        <p>
          <button type="submit" class="button strong" disabled={doing.isBusy || !who.trim() || !amount.trim()}>
            {said.title}
          </button>
        </p>
        <Outcome doing={doing} paths={[said.path, '$.amount', '$.memo']} />
      </form>
      {dialog}
    </Card>
  );
}
