import { useEffect, useState } from 'react';
import { useBeginConnect, useEnterKey } from '~/api/connects';
import type { Connect, ConnectAccount, CredentialKind, Provider } from '~/api/types';
import { Button } from '~/design/button';
import { LongTextField, Segmented, TextField } from '~/design/field';
import { Card } from '~/design/page';
import { useConsent } from '~/parts/consent';
import { ConsentFace, Ended } from '~/parts/consent-face';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';
import { EnterApp } from './enter-app';

type Props = {
  w: string;
  provider: Provider;
  /** What became of a sign-in that this page was loaded with. */
  returned: Connect | undefined;
  onGranted: (id: string) => void;
  onKey: (kind: CredentialKind, secret: string, accounts: ConnectAccount[]) => void;
  onAgain: () => void;
};

const EASIEST_FIRST: readonly CredentialKind[] = ['oauth', 'service_account', 'api_key'];

/** Gets access: by signing in at the provider, or by a key. */
export function AccountStep({ w, provider, returned, onGranted, onKey, onAgain }: Props) {
  const kinds = EASIEST_FIRST.filter((one) => provider.credentialKinds.includes(one));
  const [kind, setKind] = useState<CredentialKind>(kinds[0] ?? 'oauth');
  return (
    <>
      {returned !== undefined && <Ended connect={returned} onAgain={onAgain} />}
      <Card title={text.connect.method}>
        {kinds.length > 1 && (
          <Segmented
            label={text.connect.method}
            value={kind}
            options={kinds.map((one) => [one, text.connect.methods[one]])}
            onChange={setKind}
          />
        )}
        {kind !== 'oauth' ? (
          <ByKey key={kind} w={w} provider={provider} kind={kind} onKey={onKey} />
        ) : provider.appConfigured ? (
          <ByConsent w={w} provider={provider} onGranted={onGranted} />
        ) : (
          <EnterApp provider={provider} />
        )}
      </Card>
    </>
  );
}

function ByConsent({ w, provider, onGranted }: Pick<Props, 'w' | 'provider' | 'onGranted'>) {
  const begin = useBeginConnect(w);
  const { consent, begin: open } = useConsent(w, (id) => `/w/${w}/connect/${provider.id}?connect=${id}`);
  const start = () => open(() => begin.mutateAsync({ provider: provider.id }));
  const granted = consent.stage === 'done' && consent.connect.state === 'granted' ? consent.connect.id : undefined;
  useEffect(() => {
    if (granted !== undefined) {
      onGranted(granted);
    }
  }, [granted, onGranted]);
  return (
    <>
      <p>{text.connect.readOnly}</p>
      {consent.stage === 'idle' ? (
        <div>
          <Button primary busy={begin.isPending} onClick={start}>
            {text.connect.withOauth(provider.name)}
          </Button>
        </div>
      ) : (
        <ConsentFace consent={consent} onAgain={start} />
      )}
    </>
  );
}

/** Asks with the key which accounts it opens; the key itself stays in this page's memory alone. */
function ByKey({ w, provider, kind, onKey }: Pick<Props, 'w' | 'provider' | 'onKey'> & { kind: CredentialKind }) {
  const enter = useEnterKey(w);
  const [secret, setSecret] = useState('');
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        enter.mutate(
          { provider: provider.id, kind, key: secret },
          { onSuccess: ({ accounts = [] }) => onKey(kind, secret, accounts) },
        );
      }}
    >
      {kind === 'api_key' ? (
        <TextField
          label={text.connect.key}
          type="password"
          autoComplete="off"
          required
          hint={text.connect.keyHint}
          value={secret}
          error={enter.error?.fields.key}
          onChange={(event) => setSecret(event.target.value)}
        />
      ) : (
        <LongTextField
          label={text.connect.serviceAccount}
          required
          hint={text.connect.keyHint}
          value={secret}
          error={enter.error?.fields.key}
          onChange={(event) => setSecret(event.target.value)}
        />
      )}
      <ProblemNote failure={enter.error} />
      <div>
        <Button primary type="submit" busy={enter.isPending}>
          {text.connect.keyContinue}
        </Button>
      </div>
    </form>
  );
}
