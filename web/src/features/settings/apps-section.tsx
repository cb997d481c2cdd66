import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { oauthAppsQuery, useCheckApp, useRemoveApp } from '~/api/providers';
import type { AppCheck, OAuthApp } from '~/api/types';
import { Badge } from '~/design/badge';
import { Button } from '~/design/button';
import { CopyLine } from '~/design/copy';
import { Confirm } from '~/design/dialog';
import { Card } from '~/design/page';
import { AppForm } from '~/parts/app-form';
import { Faces } from '~/parts/faces';
import { ProblemNote } from '~/parts/problem-face';
import { useProviderName } from '~/parts/providers';
import { text } from '~/text';

export function AppsSection() {
  const asked = useQuery(oauthAppsQuery);
  return (
    <Faces
      of={asked}
      empty={{ when: ({ items }) => items.length === 0, face: <p className="muted">{text.settings.app.none}</p> }}
    >
      {({ items }) => items.map((app) => <App key={app.provider} app={app} />)}
    </Faces>
  );
}

function App({ app }: { app: OAuthApp }) {
  const providerName = useProviderName();
  const check = useCheckApp();
  const remove = useRemoveApp();
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  return (
    <Card
      title={providerName(app.provider)}
      aside={
        <Badge tone={app.configured ? 'ok' : 'warn'}>
          {app.configured ? text.settings.app.configured : text.settings.app.missing}
        </Badge>
      }
    >
      {editing || !app.configured ? (
        <AppForm app={app} act={text.common.save} onDone={() => setEditing(false)} />
      ) : (
        <>
          <CopyLine label={text.settings.app.redirect} value={app.redirectUri} />
          {app.clientId !== undefined && <CopyLine label={text.connect.clientId} value={app.clientId} />}
          {check.data !== undefined && <Checked result={check.data} />}
          {check.data === undefined && app.lastCheck !== undefined && (
            <p className="break">
              <Badge tone={app.lastCheck.ok ? 'ok' : 'bad'}>{app.lastCheck.detail}</Badge>
            </p>
          )}
          <ProblemNote failure={check.error} />
          <div className="row">
            <Button busy={check.isPending} onClick={() => check.mutate(app.provider)}>
              {text.settings.app.check}
            </Button>
            <Button onClick={() => setEditing(true)}>{text.settings.app.replace}</Button>
            <Button danger onClick={() => setRemoving(true)}>
              {text.common.remove}
            </Button>
          </div>
        </>
      )}
      {removing && (
        <Confirm
          title={text.settings.app.removeTitle(providerName(app.provider))}
          help={text.settings.app.removeHelp}
          act={text.common.remove}
          danger
          busy={remove.isPending}
          onClose={() => setRemoving(false)}
          onConfirm={() => remove.mutate(app.provider, { onSuccess: () => setRemoving(false) })}
        >
          <ProblemNote failure={remove.error} />
        </Confirm>
      )}
    </Card>
  );
}

function Checked({ result }: { result: AppCheck }) {
  return (
    <div role="status" className="stack tight">
      {result.ok && <Badge tone="ok">{text.settings.app.checkOk}</Badge>}
      <ul className="plain stack tight">
        {result.checks.map((one) => (
          <li key={one.name} className="break">
            <span aria-hidden="true">{one.ok ? '✓' : '✕'}</span> <strong>{one.name}</strong> {one.detail}
            {one.nextAction !== undefined && <span className="muted"> {one.nextAction}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
