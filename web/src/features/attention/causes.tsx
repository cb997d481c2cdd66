import { useState } from 'react';
import { useReplayAll } from '~/api/jobs';
import type { Cause } from '~/api/types';
import { Button } from '~/design/button';
import { Confirm } from '~/design/dialog';
import { type Column, Table } from '~/design/table';
import { Moment } from '~/design/time';
import { useSay } from '~/design/toasts';
import { ProblemNote } from '~/parts/problem-face';
import { useProviderName } from '~/parts/providers';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';

/** What was given up, put together by cause: one deed for all of a kind. */
export function Causes({ w, causes }: { w: string; causes: Cause[] }) {
  const may = useMay();
  const say = useSay();
  const providerName = useProviderName();
  const replay = useReplayAll(w);
  const [asking, setAsking] = useState<Cause | undefined>();
  if (causes.length === 0) {
    return null;
  }
  const columns: Column<Cause>[] = [
    { head: text.connections.provider, kind: 'head', cell: (cause) => providerName(cause.provider) },
    { head: text.common.reason, cell: (cause) => <span className="break">{cause.sample}</span> },
    { head: text.connection.stream, cell: (cause) => cause.stream ?? '–' },
    { head: text.attention.gaveUp, kind: 'number', cell: (cause) => text.attention.times(cause.letters) },
    { head: text.runs.started, cell: (cause) => <Moment at={cause.firstAt} ago /> },
    {
      head: text.common.actions,
      kind: 'actions',
      cell: (cause) =>
        may.operate && (
          <Button small onClick={() => setAsking(cause)}>
            {text.attention.retryAll(cause.letters)}
          </Button>
        ),
    },
  ];
  return (
    <section className="stack" aria-label={text.attention.causes}>
      <h2>{text.attention.causes}</h2>
      <div className="card flush">
        <Table
          caption={text.attention.causes}
          columns={columns}
          rows={causes}
          rowKey={(cause) => `${cause.provider} ${cause.code} ${cause.stream ?? ''}`}
        />
      </div>
      {asking !== undefined && (
        <Confirm
          title={text.attention.retryAllTitle(asking.letters)}
          help={text.attention.retryAllHelp}
          act={text.attention.retryAll(asking.letters)}
          busy={replay.isPending}
          onClose={() => setAsking(undefined)}
          onConfirm={() =>
            replay.mutate(
              {
                provider: asking.provider,
                code: asking.code,
                ...(asking.stream === undefined ? {} : { stream: asking.stream }),
              },
              {
                onSuccess: () => {
                  setAsking(undefined);
                  say(text.attention.retried);
                },
              },
            )
          }
        >
          <ProblemNote failure={replay.error} />
        </Confirm>
      )}
    </section>
  );
}
