import { useState } from 'preact/hooks';
import { api, told } from '../api/client';
import { Card, Copy } from '../parts/pieces';
import { Outcome, useDoing } from '../run/doing';
import { SelectField, TextField } from '../run/fields';
import type { MyProps } from './mine';

const privacies = [
  ['open', 'Everybody, by my name'],
  ['pseudonymous', 'Everybody, under a pseudonym'],
  ['private', 'Nobody; I am counted'],
  ['opted-out', 'Nobody; I am not counted'],
] as const;
type Privacy = (typeof privacies)[number][0];

/** What the reader decides about themselves. Only what is changed is sent. */
export function Settings({ space, me, know }: MyProps) {
  const own = Object.values(me.payoutAddresses ?? {})[0] ?? '';
  const [name, setName] = useState(me.name ?? '');
  const [address, setAddress] = useState(own);
  const [zone, setZone] = useState(me.timeZone ?? '');
  const [privacy, setPrivacy] = useState((me.privacy ?? 'open') as Privacy);
  const doing = useDoing();
  const errorOf = (path: string) => doing.fault?.errors.find(error => error.path === path)?.message;
  const body = {
    ...(name.trim() !== (me.name ?? '') && { name: name.trim() }),
    ...(address.trim() !== own && { payoutAddress: address.trim() || null }),
    ...(zone.trim() !== (me.timeZone ?? '') && { timeZone: zone.trim() || null }),
    ...(privacy !== me.privacy && { privacy }),
  };
  const save = () =>
    doing.run(async () => {
      know(await told(api.PATCH('/spaces/{space}/me', { params: { path: { space } }, body })));
      return 'Saved.';
    });
  return (
    <Card title="About you">
      <form
        class="form"
        onSubmit={event => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField label="Name" help="Letters, digits and dashes." error={errorOf('$.name')} value={name} onChange={setName} />
        <SelectField label="Who sees you" value={privacy} options={privacies} onChange={setPrivacy} error={errorOf('$.privacy')} />
        {me.pseudonym && (
          <p class="quiet">
            Others see you as <bdi>{me.pseudonym}</bdi>.
          </p>
        )}
        <TextField
          label="Where you are paid"
          help="An address in the currency that the space pays in."
          error={errorOf('$.payoutAddress')}
          value={address}
          onChange={setAddress}
        />
        <TextField
          label="Time zone"
          help="Your days and streaks go by it; empty: the space's."
          error={errorOf('$.timeZone')}
          value={zone}
          onChange={setZone}
          placeholder={Intl.DateTimeFormat().resolvedOptions().timeZone}
        />
        <p>
          <button type="submit" class="button strong" disabled={doing.isBusy || Object.keys(body).length === 0}>
            Save
          </button>
        </p>
        <Outcome doing={doing} paths={['$.name', '$.privacy', '$.payoutAddress', '$.timeZone']} />
      </form>
      {me.activityKey && (
        <div class="note">
          <span>This opens your activity to who has it, and is shown this once:</span>
          <Copy text={me.activityKey} />
        </div>
      )}
    </Card>
  );
}
