import { useQueryClient } from '@tanstack/react-query';
import { keys } from '~/api/keys';
import type { Session } from '~/api/types';
import { Dialog } from '~/design/dialog';
import { text } from '~/text';
import { SignInForm } from './sign-in-form';

/** Over the page whose session ended: the page stays as it is, with everything that was typed. */
export function SessionEnded() {
  const client = useQueryClient();
  const email = client.getQueryData<Session>(keys.session)?.person?.email;
  return (
    <Dialog title={text.session.endedTitle}>
      <p>{text.session.ended}</p>
      <SignInForm email={email ?? ''} onSignedIn={() => client.invalidateQueries()} />
    </Dialog>
  );
}
