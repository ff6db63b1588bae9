import { useState } from 'preact/hooks';
import { api, told } from '../api/client';
import { Card } from '../parts/pieces';
import { go, to } from '../router';
import { Outcome, useDoing } from './doing';
import { CheckField, SelectField, TextField } from './fields';

const forms = [
  ['', 'as the app is set'],
  ['plain', 'plain: names as they come'],
  ['sealed', 'sealed: people can be erased'],
] as const;

/** Makes a space, and goes on to connecting it. */
export function NewSpace() {
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [form, setForm] = useState<(typeof forms)[number][0]>('');
  const [isPublic, setPublic] = useState(false);
  const doing = useDoing();
  const errorOf = (path: string) => doing.fault?.errors.find(error => error.path === path)?.message;
  const make = async () => {
    const space = name.trim();
    const isDone = await doing.run(async () => {
      await told(
        api.PUT('/spaces/{space}', {
          params: { path: { space }, query: { form: form || undefined } },
          body: { displayName: displayName.trim() || undefined, visibility: isPublic ? 'public' : undefined },
        }),
      );
    });
    if (isDone) go(to.run(space));
  };
  return (
    <Card title="Make a space">
      <form
        class="form"
        onSubmit={event => {
          event.preventDefault();
          void make();
        }}
      >
        <TextField
          label="Name"
          help="It stands in addresses and stays: lower-case letters, digits and hyphens."
          error={errorOf('space')}
          value={name}
          onChange={setName}
          placeholder="my-project"
          required
        />
        <TextField
          label="What people call it"
          error={errorOf('$.displayName')}
          value={displayName}
          onChange={setDisplayName}
          placeholder="My project"
        />
        <SelectField label="What is kept of people" help="A space keeps its form." value={form} onChange={setForm} options={forms} />
        <CheckField
          label="Everybody may look"
          help="Boards, epochs and statements need no key then. It can be changed later."
          value={isPublic}
          onChange={setPublic}
        />
        <p>
          <button type="submit" class="button strong" disabled={doing.isBusy || !name.trim()}>
            Make it
          </button>
        </p>
        <Outcome doing={doing} paths={['space', '$.displayName']} />
      </form>
    </Card>
  );
}
