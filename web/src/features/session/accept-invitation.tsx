import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { invitationQuery, keepSession, useAcceptInvitation } from '~/api/session';
import type { InvitationMet } from '~/api/types';
import { Button } from '~/design/button';
import { TextField } from '~/design/field';
import { Faces } from '~/parts/faces';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';
import { tokenOfAddress } from './fragment';
import { PlainPage } from './plain-page';

export function InvitationPage() {
  const [token] = useState(tokenOfAddress);
  const asked = useQuery(invitationQuery(token));
  return (
    <PlainPage title={text.session.invitationTitle}>
      <Faces of={asked}>{(met) => <Acceptance token={token} met={met} />}</Faces>
    </PlainPage>
  );
}

/** Who has an account proves it; who has none makes one. */
function Acceptance({ token, met }: { token: string; met: InvitationMet }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const accept = useAcceptInvitation();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const errors = accept.error?.fields ?? {};
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        accept.mutate(
          { token, password, ...(met.known ? {} : { name }) },
          {
            onSuccess: (session) => {
              keepSession(client, session);
              navigate({ to: '/', replace: true });
            },
          },
        );
      }}
    >
      <p className="break">
        {text.session.invitationBy(met.invitedBy, met.workspace, text.settings.roles[met.role])}{' '}
        {met.known ? text.session.invitationKnown(met.email) : text.session.invitationNew(met.email)}
      </p>
      {!met.known && (
        <TextField
          label={text.session.name}
          autoComplete="name"
          required
          value={name}
          error={errors.name}
          onChange={(event) => setName(event.target.value)}
        />
      )}
      <TextField
        label={text.session.password}
        type="password"
        autoComplete={met.known ? 'current-password' : 'new-password'}
        required
        {...(met.known ? {} : { hint: text.session.passwordHint, minLength: 12 })}
        value={password}
        error={errors.password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <ProblemNote failure={accept.error} />
      <Button primary type="submit" busy={accept.isPending}>
        {text.session.accept}
      </Button>
    </form>
  );
}
