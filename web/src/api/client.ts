import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from './generated/schema';
import { ApiProblem, problemOf, unreachable } from './problem';
import { csrfToken, sessionEnded } from './session-state';

const SAFE = ['GET', 'HEAD'];

const protectedCalls: Middleware = {
  onRequest({ request }) {
    const token = csrfToken();
    if (token !== undefined && !SAFE.includes(request.method)) {
      request.headers.set('X-CSRF-Token', token);
    }
    return request;
  },
  onResponse({ request, response }) {
    // The session's own address answers 401 to a wrong password, which ends nothing.
    if (response.status === 401 && !new URL(request.url).pathname.endsWith('/session')) {
      sessionEnded();
    }
    return undefined;
  },
};

export const api = createClient<paths>({
  baseUrl: globalThis.location.origin,
  credentials: 'same-origin',
  // Looked up at each call, so that tests can stand in the way.
  fetch: (request) => globalThis.fetch(request),
});
api.use(protectedCalls);

type Answered<T> = { data?: T; error?: unknown; response: Response };

async function settled<T>(call: Promise<Answered<T>>): Promise<Answered<T>> {
  let result: Answered<T>;
  try {
    result = await call;
  } catch (failure) {
    // A cancelled query is no failure of the network.
    throw failure instanceof DOMException && failure.name === 'AbortError' ? failure : unreachable();
  }
  if (!result.response.ok) {
    throw problemOf(result.response.status, result.error, result.response.headers.get('X-Request-Id'));
  }
  return result;
}

/**
 * The answer's body; undefined for one without.
 *
 * @throws ApiProblem
 */
export async function answer<T>(call: Promise<Answered<T>>): Promise<T> {
  return (await settled(call)).data as T;
}

/** A body with the version that a change must name. */
export type Tagged<T> = { value: T; etag: string };

export async function tagged<T>(call: Promise<Answered<T>>): Promise<Tagged<T>> {
  const { data, response } = await settled(call);
  return { value: data as T, etag: response.headers.get('ETag') ?? '' };
}

export const isProblem = (failure: unknown, code: string): boolean =>
  failure instanceof ApiProblem && failure.code === code;
