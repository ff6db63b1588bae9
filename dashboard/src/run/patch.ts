/** A merge patch of a configuration: the API document says of it only that it is an object. */
export const patch = (body: object): Record<string, never> => body as Record<string, never>;
