import type { components } from './generated';

/** Where people sign in. */
export type Provider = components['schemas']['SignInProvider'];

/** Who has signed in. It stays in this tab, as a key does. */
export interface Session {
  provider: Provider;
  /** Who they are to the provider, in words. */
  name: string;
  /** What the provider calls itself and them; a steward who links somebody needs both. */
  issuer: string;
  subject: string;
  /** What requests bring. */
  token: string;
  /** When the token ends, in milliseconds since 1970. */
  until: number;
  /** What gets the next one. */
  renewal?: string;
}
