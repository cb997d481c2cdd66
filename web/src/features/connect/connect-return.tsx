import { useQuery } from '@tanstack/react-query';
import { Navigate, useParams } from '@tanstack/react-router';
import { connectQuery } from '~/api/connects';
import { sessionQuery } from '~/api/session';
import { recallReturn } from '~/parts/consent';
import { Faces } from '~/parts/faces';

/** Where a browser comes back to that went to the provider in this very page. */
export function ConnectReturn() {
  const { id } = useParams({ from: '/connect/$id' });
  const asked = useQuery(sessionQuery);
  const back = recallReturn(id);
  if (back?.startsWith('/w/') === true) {
    return <Navigate to={back} replace />;
  }
  return (
    <main className="centre">
      <Faces of={asked}>
        {(session) => {
          const w = session.workspaces[0]?.id;
          return w === undefined ? <Navigate to="/" replace /> : <Found w={w} id={id} />;
        }}
      </Faces>
    </main>
  );
}

/** Another tab began it: the API knows which provider it is for. */
function Found({ w, id }: { w: string; id: string }) {
  const asked = useQuery(connectQuery(w, id));
  return (
    <Faces of={asked}>
      {({ provider }) => (
        <Navigate to="/w/$w/connect/$provider" params={{ w, provider }} search={{ connect: id }} replace />
      )}
    </Faces>
  );
}
