import { type HttpHandler, HttpResponse, http } from 'msw';
import type { Problem } from '~/api/types';
import { emailHandlers } from './email';
import {
  answerOf,
  attempt,
  cell,
  daily,
  day,
  I,
  integration,
  J,
  job,
  provider,
  row,
  session,
  sessions,
  stream,
  systemStatus,
  W,
} from './fixtures';
import { server } from './server';

export const API = '/api/v1';
export const OF_W = `${API}/workspaces/${W}`;

type Json = Parameters<typeof HttpResponse.json>[0];

const answering = (body: Json) => () => HttpResponse.json(body);

/** An installation in which everything is well. Tests replace what they are about. */
export const handlers: HttpHandler[] = [
  http.get(`${API}/session`, answering(session())),
  http.get(`${API}/providers`, answering({ items: [provider()] })),
  http.get(`${API}/system/status`, answering(systemStatus())),
  http.get(`${API}/oauth-apps`, answering({ items: [] })),
  http.get(`${API}/session/sign-ins`, answering({ items: [] })),
  http.get(OF_W, answering(session().workspaces[0])),
  http.get(`${OF_W}/integrations`, answering({ items: [integration()] })),
  http.get(`${OF_W}/integrations/${I}`, () => HttpResponse.json(integration(), { headers: { ETag: '"3"' } })),
  http.get(`${OF_W}/integrations/${I}/streams`, answering({ items: [stream()], quotas: [] })),
  http.get(
    `${OF_W}/integrations/${I}/coverage`,
    answering({
      stream: 'overview',
      kind: 'day',
      zone: 'Europe/Berlin',
      today: '2026-11-22',
      days: [day('2026-11-21')],
    }),
  ),
  http.get(`${OF_W}/kpis`, answering({ items: [sessions()] })),
  http.get(`${OF_W}/kpis/query`, ({ request }) =>
    HttpResponse.json(
      new URL(request.url).searchParams.get('grain') === 'day'
        ? daily([sessions()], ['100', '120', '90', '130'])
        : answerOf([sessions()], [row([cell('46018')])]),
    ),
  ),
  http.get(`${OF_W}/jobs`, answering({ items: [job()] })),
  http.get(`${OF_W}/jobs/counts`, answering({ items: [{ status: 'completed', outcome: 'succeeded', jobs: 1 }] })),
  http.get(`${OF_W}/jobs/${J}`, answering(job())),
  http.get(`${OF_W}/jobs/${J}/attempts`, answering({ items: [attempt()] })),
  http.get(`${OF_W}/dead-letters`, answering({ items: [] })),
  http.get(`${OF_W}/dead-letters/causes`, answering({ items: [] })),
  http.get(`${OF_W}/notifications`, answering({ items: [], unread: 0 })),
  http.get(`${OF_W}/notice-routes`, answering({ items: [] })),
  http.get(`${OF_W}/members`, answering({ items: [] })),
  http.get(`${OF_W}/invitations`, answering({ items: [] })),
  http.get(`${OF_W}/api-keys`, answering({ items: [] })),
  http.get(`${OF_W}/audit-log`, answering({ items: [] })),
  ...emailHandlers,
];

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What a request brought, for a test to look at. */
export type Seen = { url: URL; headers: Headers; body: unknown };

/** Answers an address otherwise from now on, and returns the list of requests that came. */
export function given(method: Method, path: string, body: Json | ((seen: Seen) => Response), status = 200): Seen[] {
  const seen: Seen[] = [];
  server.use(
    http[method](path, async ({ request }) => {
      const sent = await request.clone().text();
      const one = {
        url: new URL(request.url),
        headers: request.headers,
        body: sent === '' ? undefined : JSON.parse(sent),
      };
      seen.push(one);
      return typeof body === 'function'
        ? body(one)
        : status === 204
          ? new HttpResponse(null, { status })
          : HttpResponse.json(body, { status });
    }),
  );
  return seen;
}

export const problem = (status: number, code: string, change: Partial<Problem> = {}): Problem => ({
  type: `/docs/problems#${code}`,
  title: code,
  status,
  code,
  detail: `Detail of ${code}.`,
  requestId: 'req-123',
  retryable: false,
  nextAction: `Do something about ${code}.`,
  ...change,
});

/** Answers an address with a problem document. */
export const refuses = (method: Method, path: string, status: number, code: string, change: Partial<Problem> = {}) =>
  given(method, path, () =>
    HttpResponse.json(problem(status, code, change), {
      status,
      headers: { 'Content-Type': 'application/problem+json', 'X-Request-Id': 'req-123' },
    }),
  );

/** The network is gone for an address. */
export const breaks = (method: Method, path: string) => server.use(http[method](path, () => HttpResponse.error()));

/** Answers when the returned function is called. */
export function waits(method: Method, path: string, body: Json, status = 200): () => void {
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  server.use(
    http[method](path, async () => {
      await gate;
      return HttpResponse.json(body, { status });
    }),
  );
  return () => go();
}
