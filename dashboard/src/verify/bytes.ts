/** Bytes that browsers hash. */
export type Bytes = Uint8Array<ArrayBuffer>;
