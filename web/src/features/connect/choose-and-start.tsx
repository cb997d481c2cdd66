import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChoose, useEnterKey } from '~/api/connects';
import type { ConnectAccount, CredentialKind, Integration, Provider } from '~/api/types';
import { Button } from '~/design/button';
import { Card, Page } from '~/design/page';
import { useSay } from '~/design/toasts';
import { useDraft } from '~/parts/draft';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';
import { StepList } from './connect-page';
import { Price } from './price';
import { type Chosen, WhatToSync } from './what-to-sync';

/** How the accounts may be read: by a consent that the server keeps, or by a key that this page still holds. */
export type Access =
  | { way: 'consent'; id: string; accounts: ConnectAccount[] }
  | { way: 'key'; kind: CredentialKind; secret: string; accounts: ConnectAccount[] };

type Props = { w: string; provider: Provider; access: Access; onBack: () => void };

const HISTORY_DAYS = 90;

export function ChooseAndStart({ w, provider, access, onBack }: Props) {
  const navigate = useNavigate();
  const say = useSay();
  const only = access.accounts.filter((account) => account.connectedAs === undefined);
  const [chosen, change, forget] = useDraft<Chosen>(`connect.${access.way === 'consent' ? access.id : provider.id}`, {
    accounts: only.length === 1 && only[0] !== undefined ? [only[0].id] : [],
    settings: {},
    backfillDays: Math.min(HISTORY_DAYS, provider.historyDaysMax),
  });
  const [checking, setChecking] = useState(false);
  const choose = useChoose(w, access.way === 'consent' ? access.id : '');
  const enter = useEnterKey(w);
  const started = (integrations: Integration[] = []) => {
    forget();
    say(text.connect.started);
    const first = integrations[0];
    navigate(
      integrations.length === 1 && first !== undefined
        ? { to: '/w/$w/connections/$i', params: { w, i: first.id } }
        : { to: '/w/$w/connections', params: { w } },
    );
  };
  const start = () =>
    access.way === 'consent'
      ? choose.mutate(chosen, { onSuccess: ({ integrations }) => started(integrations) })
      : enter.mutate(
          { provider: provider.id, kind: access.kind, key: access.secret, ...chosen },
          { onSuccess: ({ integrations }) => started(integrations) },
        );
  const price = <Price w={w} provider={provider} access={access} chosen={chosen} />;
  return (
    <Page title={text.connect.title(provider.name)}>
      <StepList current={checking ? 2 : 1} />
      {checking ? (
        <Card title={text.connect.checks}>
          <Checks access={access} chosen={chosen} />
          {price}
          <ProblemNote failure={choose.error ?? enter.error} />
          <div className="row end">
            <Button onClick={() => setChecking(false)}>{text.connect.back}</Button>
            <Button primary busy={choose.isPending || enter.isPending} onClick={start}>
              {text.connect.start}
            </Button>
          </div>
        </Card>
      ) : (
        <WhatToSync
          provider={provider}
          accounts={access.accounts}
          chosen={chosen}
          price={price}
          onChange={change}
          onBack={onBack}
          onNext={() => setChecking(true)}
        />
      )}
    </Page>
  );
}

function Checks({ access, chosen }: { access: Access; chosen: Chosen }) {
  const accounts = access.accounts.filter((account) => chosen.accounts.includes(account.id));
  return (
    <ul className="plain stack tight">
      <li>✓ {text.connect.checkAccess}</li>
      {accounts.map((account) => (
        <li key={account.id} className="break">
          ✓ {text.connect.checkZone(account.name, account.zone)}
          {account.currency !== undefined && `, ${text.connect.checkCurrency(account.currency)}`}
        </li>
      ))}
      <li>✓ {text.connect.checkHistory(text.common.days(chosen.backfillDays))}</li>
    </ul>
  );
}
