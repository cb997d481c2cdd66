import { text } from '~/text';

/** Why a request has no answer to show. */
export type FailureKind = 'offline' | 'unreachable' | 'signed_out' | 'forbidden' | 'not_found' | 'failed';

/** What the API, or the way to it, said instead of an answer. */
export class ApiProblem extends Error {
  readonly kind: FailureKind;
  readonly status: number;
  readonly code: string;
  readonly nextAction: string | undefined;
  readonly requestId: string | undefined;
  readonly retryable: boolean;
  readonly fields: Readonly<Record<string, string>>;

  constructor(known: {
    kind: FailureKind;
    status: number;
    code: string;
    message: string;
    nextAction?: string | undefined;
    requestId?: string | undefined;
    retryable: boolean;
    fields?: Record<string, string>;
  }) {
    super(known.message);
    this.kind = known.kind;
    this.status = known.status;
    this.code = known.code;
    this.nextAction = known.nextAction;
    this.requestId = known.requestId;
    this.retryable = known.retryable;
    this.fields = known.fields ?? {};
  }
}

/** No answer came at all. */
export function unreachable(): ApiProblem {
  const offline = navigator.onLine === false;
  return new ApiProblem({
    kind: offline ? 'offline' : 'unreachable',
    status: 0,
    code: offline ? 'offline' : 'unreachable',
    message: offline ? text.problem.offline : text.problem.unreachable,
    nextAction: offline ? text.problem.offlineNext : text.problem.unreachableNext,
    retryable: true,
  });
}

const kinds: Record<number, FailureKind> = { 401: 'signed_out', 403: 'forbidden', 404: 'not_found' };

/** Reads a problem document, or makes one where something else came, such as a proxy's page. */
export function problemOf(status: number, body: unknown, requestId: string | null): ApiProblem {
  const document = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const words = (name: string) => (typeof document[name] === 'string' ? (document[name] as string) : undefined);
  const errors = Array.isArray(document.errors) ? (document.errors as { field?: string; message?: string }[]) : [];
  return new ApiProblem({
    kind: kinds[status] ?? 'failed',
    status,
    code: words('code') ?? 'unknown',
    message: words('detail') ?? words('title') ?? text.problem.unknown(status),
    nextAction: words('nextAction'),
    requestId: words('requestId') ?? requestId ?? undefined,
    retryable: document.retryable === true || (words('code') === undefined && status >= 500),
    fields: Object.fromEntries(errors.map((error) => [error.field ?? '', error.message ?? ''])),
  });
}

export const asProblem = (failure: unknown): ApiProblem =>
  failure instanceof ApiProblem
    ? failure
    : new ApiProblem({
        kind: 'failed',
        status: 0,
        code: 'page_error',
        message: text.problem.page,
        nextAction: text.problem.pageNext,
        retryable: false,
      });
