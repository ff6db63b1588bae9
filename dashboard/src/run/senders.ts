/** A sender of webhooks, and how it is told of a space. */
export interface Sender {
  /** Its member of the configuration, and the end of its address. */
  name: 'github' | 'gitlab' | 'gitea' | 'discourse' | 'standard' | 'cloudevents' | 'chat';
  title: string;
  /** Whether its secrets are keys of Standard Webhooks. */
  takesKeys?: boolean;
  /** Where the address is entered there. */
  where: string;
  /** What else is set there. */
  fields: readonly (readonly [string, string])[];
  /** How it sends something at once. */
  tryIt: string;
}

const json = ['Content type', 'application/json'] as const;

/** Everybody who can send. */
export const senders: readonly Sender[] = [
  {
    name: 'github',
    title: 'GitHub',
    where: 'the repository or organisation: Settings → Webhooks → Add webhook',
    fields: [json, ['Which events', 'Send me everything']],
    tryIt: 'GitHub sends a ping at once. It arrives as “ignored”, which is right.',
  },
  {
    name: 'gitlab',
    title: 'GitLab',
    where: 'the project or group: Settings → Webhooks → Add new webhook',
    fields: [['Trigger', 'push, tag push, comments, issues, merge requests, wiki, emoji']],
    tryIt: 'Choose Test → Push events there.',
  },
  {
    name: 'gitea',
    title: 'Gitea or Forgejo',
    where: 'the repository or organisation: Settings → Webhooks → Add webhook',
    fields: [['HTTP method', 'POST'], json, ['Trigger on', 'all events']],
    tryIt: 'Open the webhook there, and choose Test delivery.',
  },
  {
    name: 'discourse',
    title: 'Discourse',
    where: 'the forum, as an administrator: Admin → API → Webhooks → New webhook',
    fields: [json, ['Events', 'topics, posts, likes, solutions'], ['Categories', 'only those that everybody can read']],
    tryIt: 'Choose Go to events → Ping there.',
  },
  {
    name: 'chat',
    title: 'A forwarder of a chat',
    takesKeys: true,
    where: 'the program that forwards',
    fields: [['Signature', 'Standard Webhooks']],
    tryIt: 'Say something in the chat.',
  },
  {
    name: 'standard',
    title: 'A program of yours (Standard Webhooks)',
    takesKeys: true,
    where: 'your program',
    fields: [['Signature', 'Standard Webhooks']],
    tryIt: 'Have it send something.',
  },
  {
    name: 'cloudevents',
    title: 'A sender of CloudEvents',
    takesKeys: true,
    where: 'the sender',
    fields: [['Signature', 'Standard Webhooks, or the secret as a bearer token']],
    tryIt: 'Have it send something.',
  },
];

/** What people call a sender. */
export const senderName = (name: string): string => senders.find(sender => sender.name === name)?.title ?? name;

/** A secret that nobody has guessed: 32 random bytes in the sender's form. It is made here and goes nowhere but to the app. */
export function newSecret(sender: Sender): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return sender.takesKeys
    ? `whsec_${btoa(String.fromCharCode(...bytes))}`
    : [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
