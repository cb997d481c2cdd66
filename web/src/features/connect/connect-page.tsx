import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { connectQuery } from '~/api/connects';
import { ApiProblem } from '~/api/problem';
import { providersQuery } from '~/api/providers';
import type { ConnectAccount, Provider } from '~/api/types';
import { Page } from '~/design/page';
import { Faces } from '~/parts/faces';
import { ProblemFace } from '~/parts/problem-face';
import { text } from '~/text';
import { AccountStep } from './account-step';
import { type Access, ChooseAndStart } from './choose-and-start';

const unknownProvider = () =>
  new ApiProblem({
    kind: 'failed',
    status: 404,
    code: 'unknown_provider',
    message: text.connect.unknownProvider,
    retryable: false,
  });

/** From nothing to the first numbers in three steps. What is chosen survives a reload. */
export function ConnectPage() {
  const { provider: id } = useParams({ from: '/w/$w/connect/$provider' });
  const asked = useQuery(providersQuery);
  return (
    <Faces of={asked}>
      {({ items }) => {
        const provider = items.find((one) => one.id === id);
        return provider === undefined ? <ProblemFace failure={unknownProvider()} /> : <Steps provider={provider} />;
      }}
    </Faces>
  );
}

function Steps({ provider }: { provider: Provider }) {
  const { w } = useParams({ from: '/w/$w' });
  const { connect } = useSearch({ from: '/w/$w/connect/$provider' });
  const navigate = useNavigate({ from: '/w/$w/connect/$provider' });
  const [key, setKey] = useState<Access | undefined>();
  const asked = useQuery({ ...connectQuery(w, connect ?? ''), enabled: connect !== undefined });
  const granted = asked.data?.state === 'granted' ? asked.data : undefined;
  const access: Access | undefined =
    key ?? (granted === undefined ? undefined : { way: 'consent', id: granted.id, accounts: granted.accounts });
  const restart = () => {
    setKey(undefined);
    navigate({ search: {}, replace: true });
  };
  if (access === undefined) {
    return (
      <Page title={text.connect.title(provider.name)}>
        <StepList current={0} />
        {connect !== undefined && asked.data === undefined ? (
          <Faces of={asked}>{() => null}</Faces>
        ) : (
          <AccountStep
            w={w}
            provider={provider}
            returned={asked.data}
            onGranted={(id) => navigate({ search: { connect: id }, replace: true })}
            onKey={(kind, secret, accounts: ConnectAccount[]) => setKey({ way: 'key', kind, secret, accounts })}
            onAgain={restart}
          />
        )}
      </Page>
    );
  }
  return <ChooseAndStart w={w} provider={provider} access={access} onBack={restart} />;
}

export function StepList({ current }: { current: number }) {
  return (
    <ol className="steps">
      {text.connect.steps.map((name, index) => (
        <li key={name} aria-current={index === current ? 'step' : undefined}>
          <span className="count" aria-hidden="true">
            {index + 1}
          </span>
          <span aria-hidden="true">{name}</span>
          <span className="hidden-visually">{text.connect.step(index + 1, text.connect.steps.length, name)}</span>
        </li>
      ))}
    </ol>
  );
}
