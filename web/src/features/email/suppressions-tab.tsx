import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { suppressionsQuery, useSuppress, useUnsuppress } from '~/api/email';
import type { Suppression, SuppressionOrigin } from '~/api/types';
import { Button } from '~/design/button';
import { Confirm } from '~/design/dialog';
import { SelectField, TextField } from '~/design/field';
import { Card, Empty } from '~/design/page';
import { type Column, Table } from '~/design/table';
import { Moment } from '~/design/time';
import { useSay } from '~/design/toasts';
import { useDraft } from '~/parts/draft';
import { Faces } from '~/parts/faces';
import { ProblemNote } from '~/parts/problem-face';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';

/** To whom nothing is sent, and why. */
export function SuppressionsTab({ w }: { w: string }) {
  const may = useMay();
  const { origin } = useSearch({ from: '/w/$w/email' });
  const navigate = useNavigate({ from: '/w/$w/email' });
  const asked = useInfiniteQuery(suppressionsQuery(w, origin));
  const show = (next: SuppressionOrigin | undefined) => navigate({ search: (before) => ({ ...before, origin: next }) });
  return (
    <>
      {may.operate && <Add w={w} />}
      <div className="row">
        <SelectField
          label={text.email.suppression.origin}
          value={origin ?? ''}
          options={[['', text.email.suppression.all], ...Object.entries(text.email.suppression.origins)]}
          onChange={(event) => show(event.target.value === '' ? undefined : (event.target.value as SuppressionOrigin))}
        />
      </div>
      <Faces
        of={asked}
        empty={{
          when: ({ pages }) => pages[0]?.items.length === 0,
          face:
            origin === undefined ? (
              <Empty title={text.email.suppression.none} help={text.email.suppression.noneHelp} />
            ) : (
              <Empty title={text.email.suppression.noneMatch} help="">
                <Button onClick={() => show(undefined)}>{text.connections.clear}</Button>
              </Empty>
            ),
        }}
      >
        {({ pages }) => (
          <>
            <div className="card flush">
              <List w={w} suppressions={pages.flatMap((page) => page.items)} />
            </div>
            {asked.hasNextPage && (
              <Button busy={asked.isFetchingNextPage} onClick={() => asked.fetchNextPage()}>
                {text.common.showMore}
              </Button>
            )}
          </>
        )}
      </Faces>
    </>
  );
}

function Add({ w }: { w: string }) {
  const say = useSay();
  const add = useSuppress(w);
  const [draft, change, forget] = useDraft(`suppress.${w}`, { address: '', note: '' });
  return (
    <Card title={text.email.suppression.add}>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          const note = draft.note.trim();
          add.mutate(
            { address: draft.address.trim(), ...(note === '' ? {} : { note }) },
            {
              onSuccess: () => {
                change({ address: '', note: '' });
                forget();
                say(text.email.suppression.added);
              },
            },
          );
        }}
      >
        <TextField
          label={text.email.suppression.address}
          type="email"
          required
          maxLength={254}
          value={draft.address}
          error={add.error?.fields.address}
          onChange={(event) => change({ address: event.target.value })}
        />
        <TextField
          label={`${text.email.suppression.note} (${text.common.optional})`}
          maxLength={200}
          value={draft.note}
          error={add.error?.fields.note}
          onChange={(event) => change({ note: event.target.value })}
        />
        <Button primary type="submit" busy={add.isPending}>
          {text.email.suppression.add}
        </Button>
      </form>
      <ProblemNote failure={add.error} />
    </Card>
  );
}

function List({ w, suppressions }: { w: string; suppressions: readonly Suppression[] }) {
  const may = useMay();
  const say = useSay();
  const remove = useUnsuppress(w);
  const [removing, setRemoving] = useState<string | undefined>();
  const columns: Column<Suppression>[] = [
    {
      head: text.email.suppression.address,
      kind: 'head',
      cell: (one) =>
        one.address === undefined ? (
          <em className="muted">{text.email.suppression.erased}</em>
        ) : (
          <span className="break">{one.address}</span>
        ),
    },
    { head: text.email.suppression.origin, cell: (one) => text.email.suppression.origins[one.origin] },
    { head: text.email.suppression.note, cell: (one) => <span className="break">{one.note}</span> },
    { head: text.email.suppression.since, cell: (one) => <Moment at={one.since} /> },
    {
      head: text.common.actions,
      kind: 'actions',
      cell: ({ address }) =>
        may.connect &&
        address !== undefined && (
          <Button
            small
            danger
            aria-label={text.email.suppression.removeOf(address)}
            onClick={() => setRemoving(address)}
          >
            {text.email.suppression.remove}
          </Button>
        ),
    },
  ];
  return (
    <>
      <Table
        caption={text.email.sections.suppressions}
        columns={columns}
        rows={suppressions}
        rowKey={(one) => `${one.address ?? ''} ${one.origin} ${one.since}`}
      />
      {removing !== undefined && (
        <Confirm
          title={text.email.suppression.removeTitle(removing)}
          help={text.email.suppression.removeHelp}
          act={text.email.suppression.remove}
          danger
          busy={remove.isPending}
          onClose={() => setRemoving(undefined)}
          onConfirm={() =>
            remove.mutate(removing, {
              onSuccess: () => {
                setRemoving(undefined);
                say(text.email.suppression.removed);
              },
            })
          }
        >
          <ProblemNote failure={remove.error} />
        </Confirm>
      )}
    </>
  );
}
