import createClient from 'openapi-fetch';
import type { paths } from './generated';
import { bearerFor } from './session';

/** The API of the app that this page came from. */
export const api = createClient<paths>({ baseUrl: '/api' });

api.use({
  async onRequest({ request }) {
    const bearer = await bearerFor(new URL(request.url).pathname);
    if (bearer) request.headers.set('Authorization', `Bearer ${bearer}`);
    return request;
  },
});

/** What is wrong with a value that was sent. */
export interface ValueFault {
  /** Where it stands, as a JSON path: `$.amount`. */
  path: string;
  message: string;
}

/** Something that did not come as it should. */
export class Fault extends Error {
  constructor(
    /** The status of the answer; 0 if there was none. */
    readonly status: number,
    message: string,
    /** What is wrong with what was sent, value by value. */
    readonly errors: readonly ValueFault[] = [],
  ) {
    super(message);
  }

  /** Whether another key might help. */
  get wantsKey(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

interface Told {
  title?: string;
  detail?: string;
  errors?: readonly ValueFault[];
}

/** The same, and nothing where there is no such thing: boards name people who only stand in others' contributions. */
export async function ifKnown<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (fault) {
    if (fault instanceof Fault && fault.status === 404) return undefined;
    throw fault;
  }
}

/** What an answer holds, or the fault that it tells. */
export const told = async <T>(call: Promise<Answer<T>>): Promise<T> => (await answered(call)).data;

/** The same, with its head: versions stand there. */
export async function answered<T>(call: Promise<Answer<T>>): Promise<{ data: T; response: Response }> {
  let answer;
  try {
    answer = await call;
  } catch {
    throw new Fault(0, navigator.onLine ? 'Grain does not answer.' : 'You are offline.');
  }

  if (answer.data !== undefined) return { data: answer.data, response: answer.response };
  const problem = (typeof answer.error === 'object' && answer.error ? answer.error : {}) as Told;
  const details = problem.errors?.map(error => `${error.path} ${error.message}`).join('; ');
  const message = details || problem.detail || problem.title || `Grain answered ${answer.response.status}.`;
  throw new Fault(answer.response.status, message, problem.errors);
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}
