import { asProblem } from '~/api/problem';
import { Button } from '~/design/button';
import { Copy } from '~/design/copy';
import { text } from '~/text';

function title(kind: ReturnType<typeof asProblem>['kind']): string {
  switch (kind) {
    case 'forbidden':
      return text.problem.forbiddenTitle;
    case 'not_found':
      return text.problem.notFoundTitle;
    case 'offline':
    case 'unreachable':
      return text.problem.offlineTitle;
    case 'signed_out':
    case 'failed':
      return text.problem.failedTitle;
  }
}

export function RequestId({ id }: { id: string | undefined }) {
  return id === undefined ? null : (
    <p className="row small muted">
      {text.problem.requestId}: <code className="break">{id}</code> <Copy value={id} label={text.problem.copyId} />
    </p>
  );
}

/** In place of what could not be shown: what happened, whether data is safe, what to do. */
export function ProblemFace({ failure, onRetry }: { failure: unknown; onRetry?: () => void }) {
  const problem = asProblem(failure);
  const failed = problem.kind === 'failed';
  return (
    <div className="card face" role="alert">
      <h2>{title(problem.kind)}</h2>
      <p className="break">{problem.kind === 'not_found' ? text.problem.notFound : problem.message}</p>
      {failed && <p className="muted">{text.problem.safe}</p>}
      {problem.nextAction !== undefined && <p className="muted break">{problem.nextAction}</p>}
      {onRetry !== undefined && problem.kind !== 'forbidden' && problem.kind !== 'not_found' && (
        <Button onClick={onRetry}>{text.problem.retry}</Button>
      )}
      <RequestId id={problem.requestId} />
    </div>
  );
}

/** Beside a form or a button whose deed was refused. */
export function ProblemNote({ failure }: { failure: unknown }) {
  if (failure === null || failure === undefined) {
    return null;
  }
  const problem = asProblem(failure);
  return (
    <div className="banner bad" role="alert">
      <div className="grow stack tight">
        <strong className="break">{problem.message}</strong>
        {problem.nextAction !== undefined && <span className="break">{problem.nextAction}</span>}
        <RequestId id={problem.requestId} />
      </div>
    </div>
  );
}
