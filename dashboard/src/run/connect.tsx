import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { answered, api, told } from '../api/client';
import type { components } from '../api/generated';
import { Icon } from '../parts/icons';
import { Card, Copy } from '../parts/pieces';
import { When } from '../parts/states';
import { said, say } from '../router';
import { Outcome, useDoing } from './doing';
import { SelectField } from './fields';
import { FirstDelivery } from './firstdelivery';
import type { PartProps } from './part';
import { patch } from './patch';
import { newSecret, senders, type Sender } from './senders';

type Secret = components['schemas']['WebhookSource']['secrets'][number];

/** How many secrets a sender can have at once. */
const secretsMax = 3;

/** Connecting a webhook, step by step, until its first delivery is here. */
export function Connect({ space }: PartProps) {
  const [name, setName] = useState<Sender['name']>((said('sender') as Sender['name']) || 'github');
  const sender = senders.find(each => each.name === name) ?? senders[0]!;
  return (
    <Card title="Connect a webhook">
      <ol class="guide">
        <li>
          <SelectField
            label="Who sends?"
            value={sender.name}
            options={senders.map(each => [each.name, each.title] as const)}
            onChange={value => {
              setName(value);
              say({ sender: value });
            }}
          />
        </li>
        <Steps key={sender.name} space={space} sender={sender} />
      </ol>
    </Card>
  );
}

function Steps({ space, sender }: { space: string; sender: Sender }) {
  const path = { space };
  const config = useAsk(`${space} config`, () => answered(api.GET('/spaces/{space}/config', { params: { path } })));
  const doing = useDoing();
  const [secret, setSecret] = useState<string | undefined>();
  const has: Secret[] = config.value?.data.webhooks?.[sender.name]?.secrets ?? [];
  const isFull = has.length >= secretsMax;
  const give = async () => {
    const made = newSecret(sender);
    // The oldest makes room. The others are sent back masked, which leaves them as they are, as long as they keep their places.
    const secrets = isFull ? [...has.slice(0, -1), made] : [...has, made];
    const version = config.value?.response.headers.get('ETag') ?? undefined;
    const isDone = await doing.run(async () => {
      await told(
        api.PATCH('/spaces/{space}/config', {
          params: { path, header: { 'If-Match': version } },
          body: patch({ webhooks: { [sender.name]: { secrets } } }),
        }),
      );
      return 'The space has the secret. Copy it now: it is not shown again.';
    });
    if (isDone) setSecret(made);
    config.again();
  };
  return (
    <>
      <li>
        <p>
          <strong>Make a secret</strong>, by which the sender proves itself.
        </p>
        <When asked={config} lines={1}>
          {() => (
            <p>
              {has.length === 0
                ? 'There is none yet: everything that comes is refused.'
                : `There ${has.length === 1 ? 'is one' : `are ${has.length}`} already. A new one goes beside ${
                    isFull ? 'the first two, in the place of the last' : has.length === 1 ? 'it' : 'them'
                  }, and the sender may use any.`}
            </p>
          )}
        </When>
        {secret ? (
          <Copy text={secret} label="Copy the secret" />
        ) : (
          <p>
            <button type="button" class="button strong" disabled={doing.isBusy || !config.value} onClick={() => void give()}>
              <Icon name="key" /> Make a secret
            </button>
          </p>
        )}
        <Outcome doing={doing} />
      </li>
      <li>
        <p>
          <strong>Tell the sender</strong>, at {sender.where}.
        </p>
        <dl class="pairs left">
          <dt>Address</dt>
          <dd>
            <Copy text={`${location.origin}/api/spaces/${space}/webhooks/${sender.name}`} />
          </dd>
          <dt>Secret</dt>
          <dd>{secret || has.length > 0 ? 'the one from before' : 'the one that you make above'}</dd>
          {sender.fields.map(([field, value]) => (
            <>
              <dt>{field}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
      </li>
      <li>
        <p>
          <strong>Try it.</strong> {sender.tryIt}
        </p>
        <FirstDelivery space={space} sender={sender} />
      </li>
    </>
  );
}
