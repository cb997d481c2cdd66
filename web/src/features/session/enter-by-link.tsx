import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { keepSession, useEntry } from '~/api/session';
import { buttonClass } from '~/design/button';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';
import { tokenOfAddress } from './fragment';
import { PlainPage } from './plain-page';

/** A link that signs in once: the demo's, or an owner's who has lost the password. */
export function EntryPage() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const enter = useEntry();
  const asked = useRef(false);
  useEffect(() => {
    // The token works once, so it must not be sent twice.
    if (!asked.current) {
      asked.current = true;
      enter
        .mutateAsync(tokenOfAddress())
        .then((session) => {
          keepSession(client, session);
          return navigate({ to: '/', replace: true });
        })
        .catch(() => {
          // Shown below.
        });
    }
  }, [enter, client, navigate]);
  return (
    <PlainPage title={enter.isError ? text.session.entryFailed : text.session.entryTitle}>
      <ProblemNote failure={enter.error} />
      {enter.isError && (
        <Link to="/sign-in" className={buttonClass({ primary: true })}>
          {text.session.toSignIn}
        </Link>
      )}
    </PlainPage>
  );
}
