/**
 * An id of one's own for what moves grain: the same request again moves nothing twice. Not by randomUUID, which browsers have on secure
 * addresses only.
 */
export const newId = (kind: string): string =>
  `${kind}-${[...crypto.getRandomValues(new Uint8Array(12))].map(byte => byte.toString(16).padStart(2, '0')).join('')}`;
