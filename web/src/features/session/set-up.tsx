import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { keepSession, useSetUp } from '~/api/session';
import { Button } from '~/design/button';
import { TextField } from '~/design/field';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';
import { tokenOfAddress } from './fragment';
import { PlainPage } from './plain-page';

/** The first account of an installation, with the one-time token that the server printed. */
export function SetUpPage() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const setUp = useSetUp();
  const [token] = useState(tokenOfAddress);
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const errors = setUp.error?.fields ?? {};
  if (token === '') {
    return (
      <PlainPage title={text.session.setupTitle}>
        <p>{text.session.setupNoToken}</p>
        <p className="muted">{text.session.setupNoTokenHelp}</p>
      </PlainPage>
    );
  }
  return (
    <PlainPage title={text.session.setupTitle}>
      <p>{text.session.setupIntro}</p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setUp.mutate(
            { token, email, name, password },
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
          label={text.session.email}
          type="email"
          autoComplete="username"
          required
          value={email}
          error={errors.email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label={text.session.name}
          autoComplete="name"
          required
          value={name}
          error={errors.name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={text.session.password}
          type="password"
          autoComplete="new-password"
          required
          minLength={12}
          hint={text.session.passwordHint}
          value={password}
          error={errors.password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <ProblemNote failure={setUp.error} />
        <Button primary type="submit" busy={setUp.isPending}>
          {text.session.create}
        </Button>
      </form>
    </PlainPage>
  );
}
