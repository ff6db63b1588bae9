import type { Bytes } from './bytes';

/** The browser's own functions; absent where the page came over plain HTTP from another machine. */
const own = (): SubtleCrypto | undefined => globalThis.crypto?.subtle;

/** A small library in their place: loaded only where the browser has none. */
const library = () => import('./library');

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text) as Bytes;

export const toHex = (bytes: Uint8Array): string => [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');

/** Bytes of lower-case hex that was checked. */
export const fromHex = (hex: string): Bytes => Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16));

/** SHA-256 of parts, one behind the other. */
export async function sha256(...parts: readonly Uint8Array[]): Promise<Bytes> {
  const content: Bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    content.set(part, at);
    at += part.length;
  }

  const subtle = own();
  return subtle ? new Uint8Array(await subtle.digest('SHA-256', content)) : (await library()).sha256(content);
}

/** SHA-256 of a text, as hex. */
export const hexOf = async (text: string): Promise<string> => toHex(await sha256(utf8(text)));

/** Whether a key signed a text (Ed25519). */
export async function isSigned(publicKey: Bytes, text: string, signature: Bytes): Promise<boolean> {
  const subtle = own();
  if (subtle) {
    try {
      const key = await subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
      return await subtle.verify('Ed25519', key, signature, utf8(text));
    } catch (fault) {
      // Older browsers do not know the curve; what they know and cannot read is no key.
      if (!(fault instanceof DOMException) || fault.name !== 'NotSupportedError') return false;
    }
  }

  return (await library()).isSigned(publicKey, utf8(text), signature);
}
