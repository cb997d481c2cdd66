import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { keepSession, useAcceptInvitation } from '~/api/session';
import { Button } from '~/design/button';
import { TextField } from '~/design/field';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';
import { tokenOfAddress } from './fragment';
import { PlainPage } from './plain-page';

export function InvitationPage() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const accept = useAcceptInvitation();
  const [token] = useState(tokenOfAddress);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const errors = accept.error?.fields ?? {};
  return (
    <PlainPage title={text.session.invitationTitle}>
      <p>{text.session.invitationIntro}</p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          accept.mutate(
            { token, ...(name === '' ? {} : { name }), ...(password === '' ? {} : { password }) },
            {
              onSuccess: (session) => {
                keepSession(client, session);
                navigate({ to: '/', replace: true });
              },
            },
          );
        }}
      >
        <TextField
          label={text.session.name}
          autoComplete="name"
          value={name}
          error={errors.name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={text.session.password}
          type="password"
          autoComplete="new-password"
          hint={text.session.passwordHint}
          value={password}
          error={errors.password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <ProblemNote failure={accept.error} />
        <Button primary type="submit" busy={accept.isPending}>
          {text.session.accept}
        </Button>
      </form>
    </PlainPage>
  );
}
