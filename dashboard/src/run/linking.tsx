import { useState } from 'preact/hooks';
import { api, told } from '../api/client';
import { Card } from '../parts/pieces';
import { useConfirm } from './confirm';
import { Outcome, useDoing } from './doing';
import { TextField } from './fields';

/** Links who has signed in to somebody of the space. They find the two words on their page when they have signed in. */
export function Linking({ space }: { space: string }) {
  const [id, setId] = useState('');
  const [issuer, setIssuer] = useState('');
  const [subject, setSubject] = useState('');
  const doing = useDoing();
  const [confirm, dialog] = useConfirm();
  const errorOf = (path: string) => doing.fault?.errors.find(error => error.path === path)?.message;
  const link = async () => {
    const [whom, body] = [id.trim(), { issuer: issuer.trim(), subject: subject.trim() }];
    const text = `Whoever signs in as ${body.subject} there can send the grain of ${whom}, and says where it is paid.`;
    if ((await confirm({ title: `Link them to ${whom}?`, text, act: 'Link' })) === undefined) return;
    const params = { path: { space }, query: { id: whom } };
    const isDone = await doing.run(
      async () => {
        await told(api.POST('/spaces/{space}/identities/subjects', { params, body }));
        return `They are ${whom} when they sign in.`;
      },
      async () => {
        await told(api.POST('/spaces/{space}/identities/subjects/remove', { params, body }));
        return 'They are not linked any more.';
      },
    );
    if (isDone) setSubject('');
  };
  return (
    <Card title="Who signs in">
      <details>
        <summary>Link somebody who has signed in</summary>
        <form
          class="form"
          onSubmit={event => {
            event.preventDefault();
            void link();
          }}
        >
          <TextField label="Who they are here" value={id} onChange={setId} placeholder="github/ada" required />
          <TextField
            label="Issuer"
            help="Both stand on their page, Yours, when they have signed in."
            error={errorOf('$.issuer')}
            value={issuer}
            onChange={setIssuer}
            placeholder="https://login.example.org"
            required
          />
          <TextField label="Subject" error={errorOf('$.subject')} value={subject} onChange={setSubject} required />
          <p>
            <button type="submit" class="button" disabled={doing.isBusy || !id.trim() || !issuer.trim() || !subject.trim()}>
              Link them
            </button>
          </p>
          <Outcome doing={doing} paths={['$.issuer', '$.subject']} />
        </form>
      </details>
      {dialog}
    </Card>
  );
}
