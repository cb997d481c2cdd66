import type { ReactNode } from 'react';
import { asProblem } from '~/api/problem';
import { Button } from '~/design/button';
import { Delayed, SkeletonLines } from '~/design/delayed';
import { momentText } from '~/format/times';
import { text } from '~/text';
import { ProblemFace } from './problem-face';

export type Asked<T> = {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  isFetching: boolean;
  dataUpdatedAt: number;
  refetch: () => unknown;
};

type Props<T> = {
  of: Asked<T>;
  skeleton?: ReactNode;
  empty?: { when: (data: T) => boolean; face: ReactNode };
  children: (data: T) => ReactNode;
};

/**
 * The faces of a query: loading, empty, failed, forbidden, stale, and its data. What is known stays on the screen while
 * it is asked anew, and is labelled when that failed.
 */
export function Faces<T>({ of, skeleton, empty, children }: Props<T>) {
  if (of.data === undefined) {
    return of.error === null || of.error === undefined ? (
      <div aria-busy="true">
        <span className="hidden-visually" role="status">
          {text.common.loading}
        </span>
        <Delayed>{skeleton ?? <SkeletonLines />}</Delayed>
      </div>
    ) : (
      <ProblemFace failure={of.error} onRetry={() => of.refetch()} />
    );
  }
  const data = of.data;
  return (
    <>
      {of.error !== null && of.error !== undefined && <Stale of={of} />}
      {empty?.when(data) === true ? empty.face : children(data)}
    </>
  );
}

function Stale<T>({ of }: { of: Asked<T> }) {
  return (
    <div className="banner warn" role="status">
      <span className="grow break">
        {text.problem.stale(momentText(new Date(of.dataUpdatedAt).toISOString()))} {asProblem(of.error).message}
      </span>
      <Button small busy={of.isFetching} onClick={() => of.refetch()}>
        {text.problem.retry}
      </Button>
    </div>
  );
}
