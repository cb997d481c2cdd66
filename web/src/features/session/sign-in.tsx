import { useQuery } from '@tanstack/react-query';
import { Navigate, useRouter } from '@tanstack/react-router';
import { sessionQuery } from '~/api/session';
import { Faces } from '~/parts/faces';
import { text } from '~/text';
import { PlainPage } from './plain-page';
import { SignInForm } from './sign-in-form';

/** Back to a page of this installation alone: what stands in an address may be anybody's. */
function target(): string {
  const to = new URLSearchParams(globalThis.location.search).get('to') ?? '/';
  return /^\/w\/[\w/-]*$/.test(to) ? to : '/';
}

export function SignInPage() {
  const asked = useQuery(sessionQuery);
  const router = useRouter();
  return (
    <PlainPage title={text.session.signInTitle}>
      <Faces of={asked}>
        {(session) =>
          session.setupNeeded ? (
            <Navigate to="/setup" replace />
          ) : session.signedIn ? (
            <Navigate to={target()} replace />
          ) : (
            <>
              <SignInForm onSignedIn={() => router.history.push(target())} />
              <p className="muted small">{text.session.forgotten}</p>
            </>
          )
        }
      </Faces>
    </PlainPage>
  );
}
