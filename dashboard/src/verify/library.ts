import { hashes, verify } from '@noble/ed25519';
import { sha256 as hash, sha512 } from '@noble/hashes/sha2.js';
import type { Bytes } from './bytes';

hashes.sha512 = sha512;

/** SHA-256, in place of the browser's own. */
export const sha256 = (content: Bytes): Bytes => hash(content) as Bytes;

/** Ed25519 as RFC 8032 has it, in place of the browser's own. */
export function isSigned(publicKey: Bytes, content: Bytes, signature: Bytes): boolean {
  try {
    return verify(signature, content, publicKey, { zip215: false });
  } catch {
    return false; // no key, or no signature, can be like that
  }
}
