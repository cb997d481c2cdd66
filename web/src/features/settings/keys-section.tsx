import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { apiKeysQuery, useMakeKey, useRevokeKey } from '~/api/people';
import type { ApiKey, Role } from '~/api/types';
import { Badge } from '~/design/badge';
import { Button } from '~/design/button';
import { CopyLine } from '~/design/copy';
import { Confirm } from '~/design/dialog';
import { SelectField, TextField } from '~/design/field';
import { Card, Empty } from '~/design/page';
import { type Column, Table } from '~/design/table';
import { Moment } from '~/design/time';
import { useDraft } from '~/parts/draft';
import { Faces } from '~/parts/faces';
import { ProblemNote } from '~/parts/problem-face';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';
import { ROLES } from './roles';

export function KeysSection({ w }: { w: string }) {
  const may = useMay();
  const asked = useQuery(apiKeysQuery(w));
  return (
    <>
      {may.manage && <MakeKey w={w} />}
      <Faces
        of={asked}
        empty={{
          when: ({ items }) => items.length === 0,
          face: <Empty title={text.settings.noKeys} help={text.settings.noKeysHelp} />,
        }}
      >
        {({ items }) => (
          <div className="card flush">
            <Keys w={w} keys={items} />
          </div>
        )}
      </Faces>
    </>
  );
}

function MakeKey({ w }: { w: string }) {
  const make = useMakeKey(w);
  const [draft, change, forget] = useDraft<{ name: string; role: Role; days: string }>(`key.${w}`, {
    name: '',
    role: 'viewer',
    days: '90',
  });
  return (
    <Card title={text.settings.makeKey}>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate(
            {
              name: draft.name,
              role: draft.role,
              ...(draft.days === '' ? {} : { expiresInDays: Number(draft.days) }),
            },
            {
              onSuccess: () => {
                change({ name: '' });
                forget();
              },
            },
          );
        }}
      >
        <TextField
          label={text.settings.keyName}
          required
          maxLength={80}
          value={draft.name}
          error={make.error?.fields.name}
          onChange={(event) => change({ name: event.target.value })}
        />
        <SelectField
          label={text.settings.role}
          value={draft.role}
          options={ROLES.map((role) => [role, text.settings.roles[role]])}
          onChange={(event) => change({ role: event.target.value as Role })}
        />
        <SelectField
          label={text.settings.keyDays}
          value={draft.days}
          options={Object.entries(text.settings.keyDaysChoices)}
          onChange={(event) => change({ days: event.target.value })}
        />
        <Button primary type="submit" busy={make.isPending}>
          {text.settings.makeKey}
        </Button>
      </form>
      <ProblemNote failure={make.error} />
      {make.data !== undefined && (
        <div className="banner">
          <CopyLine label={text.settings.keySecret} value={make.data.secret} />
        </div>
      )}
    </Card>
  );
}

function Keys({ w, keys }: { w: string; keys: ApiKey[] }) {
  const may = useMay();
  const revoke = useRevokeKey(w);
  const [revoking, setRevoking] = useState<ApiKey | undefined>();
  const columns: Column<ApiKey>[] = [
    {
      head: text.settings.keyName,
      kind: 'head',
      cell: (key) => (
        <span className="break">
          {key.name} <code className="muted">{key.prefix}…</code>
        </span>
      ),
    },
    { head: text.settings.role, cell: (key) => text.settings.roles[key.role] },
    {
      head: text.settings.lastUsed,
      cell: (key) => (key.lastUsedAt === undefined ? text.settings.never : <Moment at={key.lastUsedAt} ago />),
    },
    {
      head: text.settings.keyDays,
      cell: (key) =>
        key.revokedAt !== undefined ? (
          <Badge tone="off">{text.settings.revoked}</Badge>
        ) : key.expiresAt === undefined ? (
          text.settings.keyDaysChoices['']
        ) : (
          <Moment at={key.expiresAt} ago />
        ),
    },
    {
      head: text.common.actions,
      kind: 'actions',
      cell: (key) =>
        may.manage &&
        key.revokedAt === undefined && (
          <Button small danger onClick={() => setRevoking(key)}>
            {text.settings.revoke}
          </Button>
        ),
    },
  ];
  return (
    <>
      <Table caption={text.settings.sections.keys} columns={columns} rows={keys} rowKey={(key) => key.id} />
      {revoking !== undefined && (
        <Confirm
          title={text.settings.revokeTitle(revoking.name)}
          help={text.settings.revokeHelp}
          act={text.settings.revoke}
          danger
          busy={revoke.isPending}
          onClose={() => setRevoking(undefined)}
          onConfirm={() => revoke.mutate(revoking.id, { onSuccess: () => setRevoking(undefined) })}
        >
          <ProblemNote failure={revoke.error} />
        </Confirm>
      )}
    </>
  );
}
