import { Link, Outlet } from '@tanstack/react-router';
import { useSessionEnded } from '~/api/session-state';
import { buttonClass } from '~/design/button';
import { SessionEnded } from '~/features/session/session-ended';
import { text } from '~/text';

export function Root() {
  const ended = useSessionEnded();
  return (
    <>
      <Outlet />
      {ended && <SessionEnded />}
    </>
  );
}

export function Missing() {
  return (
    <main className="centre">
      <div className="card face">
        <h1>{text.problem.notFoundTitle}</h1>
        <p>{text.problem.notFound}</p>
        <Link to="/" className={buttonClass({ primary: true })}>
          {text.problem.goHome}
        </Link>
      </div>
    </main>
  );
}
