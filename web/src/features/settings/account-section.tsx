import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { signInsQuery, useChangePassword, useEndSignIn } from '~/api/session';
import { Badge } from '~/design/badge';
import { Button } from '~/design/button';
import { TextField } from '~/design/field';
import { Card } from '~/design/page';
import { Table } from '~/design/table';
import { Moment } from '~/design/time';
import { useSay } from '~/design/toasts';
import { Faces } from '~/parts/faces';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';

/** One's own password and browsers. */
export function AccountSection() {
  const asked = useQuery(signInsQuery);
  const end = useEndSignIn();
  return (
    <>
      <Password />
      <Card title={text.settings.account.signIns}>
        <ProblemNote failure={end.error} />
        <Faces of={asked}>
          {({ items }) => (
            <Table
              caption={text.settings.account.signIns}
              rows={items}
              rowKey={(one) => one.id}
              columns={[
                {
                  head: text.settings.account.signIns,
                  kind: 'head',
                  cell: (one) => (
                    <span className="break">
                      {one.agent === '' ? text.common.unknown : one.agent}{' '}
                      <span className="muted small">{one.address}</span>
                    </span>
                  ),
                },
                { head: text.settings.account.seen, cell: (one) => <Moment at={one.seenAt} ago /> },
                {
                  head: text.common.actions,
                  kind: 'actions',
                  cell: (one) =>
                    one.current ? (
                      <Badge tone="ok">{text.settings.account.here}</Badge>
                    ) : (
                      <Button small onClick={() => end.mutate(one.id)}>
                        {text.settings.account.end}
                      </Button>
                    ),
                },
              ]}
            />
          )}
        </Faces>
      </Card>
    </>
  );
}

function Password() {
  const say = useSay();
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const errors = change.error?.fields ?? {};
  return (
    <Card title={text.settings.account.password}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(
            { current, next },
            {
              onSuccess: () => {
                setCurrent('');
                setNext('');
                say(text.settings.account.changed);
              },
            },
          );
        }}
      >
        <TextField
          label={text.settings.account.current}
          type="password"
          autoComplete="current-password"
          required
          value={current}
          error={errors.current}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <TextField
          label={text.settings.account.next}
          type="password"
          autoComplete="new-password"
          required
          minLength={12}
          hint={text.session.passwordHint}
          value={next}
          error={errors.next}
          onChange={(event) => setNext(event.target.value)}
        />
        <ProblemNote failure={change.error} />
        <div>
          <Button primary type="submit" busy={change.isPending}>
            {text.settings.account.password}
          </Button>
        </div>
      </form>
    </Card>
  );
}
