import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Card, Words } from '../parts/pieces';
import { When } from '../parts/states';
import { Outcome, useDoing } from '../run/doing';
import { Field } from '../run/fields';
import { ago } from '../words/dates';
import type { MyProps } from './mine';

/** Saying why it is wrong that one's work is held or capped, and what became of it. */
export function MyAppeals({ space, me }: MyProps) {
  const path = { space };
  const asked = useAsk(`${space} my appeals ${me.id}`, () => told(api.GET('/spaces/{space}/me/appeals', { params: { path } })));
  const [reason, setReason] = useState('');
  const doing = useDoing();
  const isHeld = (me.held ?? []).length > 0;
  const file = async () => {
    const isDone = await doing.run(async () => {
      await told(api.POST('/spaces/{space}/me/appeals', { params: { path }, body: { reason: reason.trim() } }));
      asked.again();
      return 'It is filed. Somebody decides, and you see here what they say.';
    });
    if (isDone) setReason('');
  };
  const appeals = asked.value?.appeals ?? [];
  const waits = appeals.some(appeal => !appeal.decision);
  const form = (
    <form
      class="form"
      onSubmit={event => {
        event.preventDefault();
        void file();
      }}
    >
      <Field label="Why that is wrong" error={doing.fault?.errors.find(error => error.path === '$.reason')?.message}>
        {tied => <textarea {...tied} rows={3} maxLength={1000} value={reason} onInput={event => setReason(event.currentTarget.value)} />}
      </Field>
      <p>
        <button type="submit" class="button" disabled={doing.isBusy || !reason.trim()}>
          Appeal
        </button>
      </p>
      <Outcome doing={doing} paths={['$.reason']} />
    </form>
  );
  return (
    <Card title="Held or capped">
      <When asked={asked} lines={2}>
        {() => (
          <>
            {appeals.length > 0 && (
              <ul class="things acts" aria-label="Your appeals">
                {[...appeals].reverse().map(appeal => (
                  <li key={appeal.id}>
                    <span class="grow">
                      <bdi class="said">{appeal.reason}</bdi>
                      <small class="quiet">
                        {appeal.decision ? (
                          <>
                            {appeal.decision.accepted ? 'Accepted' : 'Turned down'}: <Words text={appeal.decision.reason} />
                          </>
                        ) : (
                          `Filed ${ago(appeal.filedAt)}, and waits`
                        )}
                      </small>
                    </span>
                  </li>
                ))}
              </ul>
            )}
            {waits ? (
              <Outcome doing={doing} />
            ) : isHeld ? (
              form
            ) : (
              <details>
                <summary>Nothing of yours is held. Was something capped?</summary>
                {form}
              </details>
            )}
          </>
        )}
      </When>
    </Card>
  );
}
