import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMakeWorkspace } from '~/api/people';
import { sessionQuery } from '~/api/session';
import type { Session } from '~/api/types';
import { Button } from '~/design/button';
import { TextField } from '~/design/field';
import { Card } from '~/design/page';
import { Faces } from '~/parts/faces';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';

const ID = /^#[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** Leads to where a person belongs: set-up, sign-in, or the first workspace. */
export function Home() {
  const asked = useQuery(sessionQuery);
  return (
    <main className={asked.data === undefined ? 'centre' : undefined}>
      <Faces of={asked}>{(session) => <Way session={session} />}</Faces>
    </main>
  );
}

function Way({ session }: { session: Session }) {
  if (session.setupNeeded) {
    return <Navigate to="/setup" replace />;
  }
  if (!session.signedIn) {
    return <Navigate to="/sign-in" replace />;
  }
  const first = session.workspaces[0];
  if (first === undefined) {
    return <NoWorkspace session={session} />;
  }
  // Notices by e-mail name a connection behind the #.
  const hash = globalThis.location.hash;
  return ID.test(hash) ? (
    <Navigate to="/w/$w/connections/$i" params={{ w: first.id, i: hash.slice(1) }} replace />
  ) : (
    <Navigate to="/w/$w" params={{ w: first.id }} replace />
  );
}

function NoWorkspace({ session }: { session: Session }) {
  const client = useQueryClient();
  const make = useMakeWorkspace();
  const [name, setName] = useState('');
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div className="centre">
      <Card title={text.shell.noWorkspace}>
        {session.person?.operator === true ? (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              make.mutate({ name, zone }, { onSuccess: () => client.invalidateQueries(sessionQuery) });
            }}
          >
            <TextField
              label={text.shell.newWorkspaceName}
              value={name}
              required
              maxLength={80}
              error={make.error?.fields.name}
              onChange={(event) => setName(event.target.value)}
            />
            <ProblemNote failure={make.error} />
            <Button primary type="submit" busy={make.isPending}>
              {text.shell.newWorkspace}
            </Button>
          </form>
        ) : (
          <p>{text.shell.noWorkspaceHelp}</p>
        )}
      </Card>
    </div>
  );
}
