import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keepSession, useSignIn } from '~/api/session';
import { Button } from '~/design/button';
import { TextField } from '~/design/field';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';

export function SignInForm({ email: known = '', onSignedIn }: { email?: string; onSignedIn: () => void }) {
  const client = useQueryClient();
  const signIn = useSignIn();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate(
          { email, password },
          {
            onSuccess: (session) => {
              keepSession(client, session);
              onSignedIn();
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
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label={text.session.password}
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <ProblemNote failure={signIn.error} />
      <Button primary type="submit" busy={signIn.isPending}>
        {text.session.signIn}
      </Button>
    </form>
  );
}
