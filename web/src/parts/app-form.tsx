import { useState } from 'react';
import { useEnterApp } from '~/api/providers';
import type { OAuthApp } from '~/api/types';
import { Button } from '~/design/button';
import { CopyLine } from '~/design/copy';
import { TextField } from '~/design/field';
import { text } from '~/text';
import { ProblemNote } from './problem-face';

type Props = { app: OAuthApp; act: string; onDone?: () => void };

/** Id and secret of an application that is registered at a provider. The secret is never shown again. */
export function AppForm({ app, act, onDone }: Props) {
  const enter = useEnterApp();
  const [clientId, setClientId] = useState(app.clientId ?? '');
  const [clientSecret, setClientSecret] = useState('');
  const errors = enter.error?.fields ?? {};
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        enter.mutate({ p: app.provider, clientId, clientSecret }, { onSuccess: () => onDone?.() });
      }}
    >
      <CopyLine label={text.settings.app.redirect} value={app.redirectUri} />
      <TextField
        label={text.connect.clientId}
        required
        autoComplete="off"
        value={clientId}
        error={errors.clientId}
        onChange={(event) => setClientId(event.target.value)}
      />
      <TextField
        label={text.connect.clientSecret}
        required
        type="password"
        autoComplete="off"
        hint={text.connect.keyHint}
        value={clientSecret}
        error={errors.clientSecret}
        onChange={(event) => setClientSecret(event.target.value)}
      />
      <ProblemNote failure={enter.error} />
      <div>
        <Button primary type="submit" busy={enter.isPending}>
          {act}
        </Button>
      </div>
    </form>
  );
}
