import { Link } from '@tanstack/react-router';
import { buttonClass } from '~/design/button';
import { Empty } from '~/design/page';
import { text } from '~/text';

export function NoAccount({ w }: { w: string }) {
  return (
    <Empty title={text.email.noAccount} help={text.email.noAccountHelp}>
      <Link to="/w/$w/connections" params={{ w }} className={buttonClass({ primary: true })}>
        {text.email.connect}
      </Link>
    </Empty>
  );
}
