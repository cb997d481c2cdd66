import { useQuery } from '@tanstack/react-query';
import { invitationsQuery, useInvite, useWithdrawInvitation } from '~/api/people';
import type { Role } from '~/api/types';
import { Button } from '~/design/button';
import { CopyLine } from '~/design/copy';
import { SelectField, TextField } from '~/design/field';
import { Card } from '~/design/page';
import { Table } from '~/design/table';
import { momentText } from '~/format/times';
import { useDraft } from '~/parts/draft';
import { Faces } from '~/parts/faces';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';
import { ROLES } from './roles';

/** Lets people in by a link that is shown once. */
export function Invitations({ w }: { w: string }) {
  const asked = useQuery(invitationsQuery(w));
  const invite = useInvite(w);
  const withdraw = useWithdrawInvitation(w);
  const [draft, change, forget] = useDraft<{ email: string; role: Role }>(`invite.${w}`, { email: '', role: 'viewer' });
  return (
    <Card title={text.settings.invite}>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate(draft, {
            onSuccess: () => {
              change({ email: '' });
              forget();
            },
          });
        }}
      >
        <TextField
          label={text.settings.inviteEmail}
          type="email"
          required
          value={draft.email}
          error={invite.error?.fields.email}
          onChange={(event) => change({ email: event.target.value })}
        />
        <SelectField
          label={text.settings.role}
          value={draft.role}
          options={ROLES.map((role) => [role, text.settings.roles[role]])}
          onChange={(event) => change({ role: event.target.value as Role })}
        />
        <Button primary type="submit" busy={invite.isPending}>
          {text.settings.invite}
        </Button>
      </form>
      <ProblemNote failure={invite.error ?? withdraw.error} />
      {invite.data !== undefined && (
        <div className="banner">
          <div className="stack tight grow">
            <CopyLine label={text.settings.inviteLink} value={invite.data.link} />
            {invite.data.mailed && <span>{text.settings.inviteMailed}</span>}
          </div>
        </div>
      )}
      <Faces of={asked}>
        {({ items }) =>
          items.length === 0 ? null : (
            <Table
              caption={text.settings.invited}
              rows={items}
              rowKey={(invitation) => invitation.id}
              columns={[
                { head: text.settings.invited, kind: 'head', cell: (one) => one.email },
                { head: text.settings.role, cell: (one) => text.settings.roles[one.role] },
                { head: text.settings.since, cell: (one) => text.settings.expires(momentText(one.expiresAt)) },
                {
                  head: text.common.actions,
                  kind: 'actions',
                  cell: (one) => (
                    <Button small onClick={() => withdraw.mutate(one.id)}>
                      {text.settings.withdraw}
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </Faces>
    </Card>
  );
}
