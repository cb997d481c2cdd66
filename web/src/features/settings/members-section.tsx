import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { membersQuery, useChangeRole, useRemoveMember } from '~/api/people';
import type { Member, Role } from '~/api/types';
import { Button } from '~/design/button';
import { Confirm } from '~/design/dialog';
import { Card } from '~/design/page';
import { type Column, Table } from '~/design/table';
import { Moment } from '~/design/time';
import { Faces } from '~/parts/faces';
import { ProblemNote } from '~/parts/problem-face';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';
import { Invitations } from './invitations';
import { ROLES } from './roles';

export function MembersSection({ w }: { w: string }) {
  const may = useMay();
  const asked = useQuery(membersQuery(w));
  return (
    <>
      <Card title={text.settings.sections.members}>
        <p className="muted">{text.settings.roleHelp}</p>
        <Faces of={asked}>{({ items }) => <Members w={w} members={items} />}</Faces>
      </Card>
      {may.manage && <Invitations w={w} />}
    </>
  );
}

function Members({ w, members }: { w: string; members: Member[] }) {
  const may = useMay();
  const changeRole = useChangeRole(w);
  const remove = useRemoveMember(w);
  const [removing, setRemoving] = useState<Member | undefined>();
  const columns: Column<Member>[] = [
    {
      head: text.settings.member,
      kind: 'head',
      cell: (member) => (
        <span className="break">
          {member.name} <span className="muted small">{member.email}</span>
        </span>
      ),
    },
    {
      head: text.settings.role,
      cell: (member) =>
        may.manage ? (
          <select
            className="select inline"
            aria-label={`${text.settings.role}: ${member.name}`}
            value={member.role}
            onChange={(event) => changeRole.mutate({ id: member.id, role: event.target.value as Role })}
          >
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {text.settings.roles[role]}
              </option>
            ))}
          </select>
        ) : (
          text.settings.roles[member.role]
        ),
    },
    { head: text.settings.since, cell: (member) => <Moment at={member.since} /> },
    {
      head: text.common.actions,
      kind: 'actions',
      cell: (member) =>
        may.manage && (
          <Button small danger onClick={() => setRemoving(member)}>
            {text.common.remove}
          </Button>
        ),
    },
  ];
  return (
    <>
      <ProblemNote failure={changeRole.error} />
      <Table caption={text.settings.sections.members} columns={columns} rows={members} rowKey={(member) => member.id} />
      {removing !== undefined && (
        <Confirm
          title={text.settings.removeMember(removing.name)}
          help={text.settings.removeMemberHelp}
          act={text.common.remove}
          danger
          busy={remove.isPending}
          onClose={() => setRemoving(undefined)}
          onConfirm={() => remove.mutate(removing.id, { onSuccess: () => setRemoving(undefined) })}
        >
          <ProblemNote failure={remove.error} />
        </Confirm>
      )}
    </>
  );
}
