import * as oauth from 'oauth4webapi';
import type { Provider, Session } from './signedin';
import { paths } from '../router';

const name = 'grain.signin';

/** What is remembered of a sign-in while the reader is at the provider's. */
interface Begun {
  provider: Provider;
  state: string;
  nonce: string;
  verifier: string;
  /** Where the reader was. */
  back: string;
}

/** Plain HTTP is for providers on this machine; the app takes no others without TLS. */
const optionsOf = (provider: Provider) => ({ [oauth.allowInsecureRequests]: provider.issuer.startsWith('http://') });
const clientOf = (provider: Provider): oauth.Client => ({ client_id: provider.clientId });
const redirect = () => location.origin + paths.signIn;

/** What a provider tells of itself. */
async function serverOf(provider: Provider): Promise<oauth.AuthorizationServer> {
  const response = await oauth.discoveryRequest(new URL(provider.issuer), optionsOf(provider));
  const told: unknown = response.ok ? await response.clone().json() : undefined;
  const issuer = (told as { issuer?: unknown } | undefined)?.issuer;
  // Some end their name with a slash and some do not; the app takes it either way, and no other name.
  if (typeof issuer !== 'string' || issuer.replace(/\/$/, '') !== provider.issuer)
    throw new Error('The provider does not answer as it should.');
  return oauth.processDiscoveryResponse(new URL(issuer), response);
}

/** Sends the reader to the provider. */
export async function begin(provider: Provider, back: string): Promise<void> {
  if (!globalThis.isSecureContext) throw new Error('Browsers let people sign in on https:// addresses only.');
  const server = await serverOf(provider);
  if (!server.authorization_endpoint) throw new Error('The provider has no page to sign in on.');
  const begun: Begun = {
    provider,
    back,
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
  };
  const address = new URL(server.authorization_endpoint);
  const asked = {
    client_id: provider.clientId,
    redirect_uri: redirect(),
    response_type: 'code',
    scope: provider.scopes,
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
    code_challenge_method: 'S256',
    // Behind the # no server is told of the answer, this app's own included.
    ...(server.response_modes_supported?.includes('fragment') && { response_mode: 'fragment' }),
    ...(provider.audience !== provider.clientId && { audience: provider.audience }),
  };
  for (const [key, value] of Object.entries(asked)) address.searchParams.set(key, value);
  sessionStorage.setItem(name, JSON.stringify(begun));
  location.assign(address);
}

/** Makes a session of what the provider answered; also tells where the reader was. */
export async function finish(answer: URLSearchParams | undefined): Promise<{ session: Session; back: string }> {
  const text = sessionStorage.getItem(name);
  sessionStorage.removeItem(name);
  if (!text || !answer) throw new Error('This sign-in was not begun in this tab, or was used before.');
  const { provider, state, nonce, verifier, back } = JSON.parse(text) as Begun;
  const [server, client] = [await serverOf(provider), clientOf(provider)];
  const checked = oauth.validateAuthResponse(server, client, answer, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    checked,
    redirect(),
    verifier,
    optionsOf(provider),
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce, requireIdToken: true });
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  const known = [claims?.name, claims?.preferred_username, claims?.email, claims?.sub].find(each => typeof each === 'string' && each);
  return { session: sessionOf(provider, tokens, String(known ?? 'you')), back };
}

/** The session with another token; none where the provider gives none any more. */
export async function renewedSession(session: Session): Promise<Session | null> {
  const { provider, renewal } = session;
  if (!renewal) return null;
  const [server, client] = [await serverOf(provider), clientOf(provider)];
  const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), renewal, optionsOf(provider));
  try {
    const tokens = await oauth.processRefreshTokenResponse(server, client, response);
    return { ...sessionOf(provider, tokens, session.name), renewal: tokens.refresh_token ?? renewal };
  } catch (fault) {
    if (fault instanceof oauth.ResponseBodyError) return null;
    throw fault;
  }
}

/** Has the provider forget what renews the session; gives where one signs out there, too. */
export async function end(session: Session): Promise<string | undefined> {
  const { provider, renewal } = session;
  const server = await serverOf(provider);
  if (renewal && server.revocation_endpoint)
    await oauth.revocationRequest(server, clientOf(provider), oauth.None(), renewal, optionsOf(provider));
  if (!server.end_session_endpoint) return undefined;
  const address = new URL(server.end_session_endpoint);
  address.searchParams.set('client_id', provider.clientId);
  address.searchParams.set('post_logout_redirect_uri', `${location.origin}/`);
  return address.href;
}

/** Of the tokens that were given, the one that is made for this app. */
function sessionOf(provider: Provider, tokens: oauth.TokenEndpointResponse, who: string): Session {
  const token = [tokens.access_token, tokens.id_token].find(each => each && isFor(each, provider.audience));
  if (!token) throw new Error(`The provider gave no token that is made for ${provider.audience}.`);
  const seconds = token === tokens.access_token && tokens.expires_in !== undefined ? tokens.expires_in : undefined;
  const { exp, iss, sub } = claimsOf(token);
  const until = seconds === undefined ? Number(exp) * 1000 : Date.now() + seconds * 1000;
  return { provider, name: who, issuer: String(iss), subject: String(sub), token, until, renewal: tokens.refresh_token };
}

/** Whether a token says so. The app checks it; here it is only chosen. */
function isFor(token: string, audience: string): boolean {
  const { aud } = claimsOf(token);
  return Array.isArray(aud) ? aud.includes(audience) : aud === audience;
}

function claimsOf(token: string): Record<string, unknown> {
  try {
    const part = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(part), letter => letter.charCodeAt(0)))) as Record<string, unknown>;
  } catch {
    return {}; // not every token is made for being read
  }
}
