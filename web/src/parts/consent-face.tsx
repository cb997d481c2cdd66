import type { Connect } from '~/api/types';
import { Button, buttonClass } from '~/design/button';
import { text } from '~/text';
import type { Consent } from './consent';
import { ProblemNote } from './problem-face';

/** What the sign-in needs from the person, if anything. Nothing while idle, and nothing when it was granted. */
export function ConsentFace({ consent, onAgain }: { consent: Consent; onAgain: () => void }) {
  switch (consent.stage) {
    case 'idle':
      return null;
    case 'waiting':
      return consent.away ? (
        <Refusal title={text.connect.closedTitle} help={text.connect.closed} onAgain={onAgain} />
      ) : (
        <div className="banner" role="status">
          <div className="stack tight grow">
            <strong>{text.connect.waiting}</strong>
            <span>{text.connect.waitingHelp}</span>
          </div>
        </div>
      );
    case 'blocked':
      return (
        <div className="banner warn" role="alert">
          <div className="stack tight grow">
            <strong>{text.connect.blockedTitle}</strong>
            <span>{text.connect.blocked}</span>
          </div>
          <a className={buttonClass({ primary: true })} href={consent.connect.authorizeUrl}>
            {text.connect.samePage}
          </a>
          <Button onClick={onAgain}>{text.connect.again}</Button>
        </div>
      );
    case 'failed':
      return (
        <>
          <ProblemNote failure={consent.failure} />
          <Button onClick={onAgain}>{text.connect.again}</Button>
        </>
      );
    case 'done':
      return <Ended connect={consent.connect} onAgain={onAgain} />;
  }
}

/** Of a sign-in that did not lead to access: why, and the way on. */
export function Ended({ connect, onAgain }: { connect: Connect; onAgain: () => void }) {
  if (connect.state === 'expired') {
    return <Refusal title={text.connect.expiredTitle} help={text.connect.expired} onAgain={onAgain} />;
  }
  if (connect.state !== 'refused') {
    return null;
  }
  const [title, help] = text.connect.refused[connect.code ?? ''] ?? [text.connect.refusedTitle, undefined];
  return <Refusal title={title} help={help} said={connect.message} onAgain={onAgain} />;
}

function Refusal(props: { title: string; help: string | undefined; said?: string; onAgain: () => void }) {
  return (
    <div className="banner bad" role="alert">
      <div className="stack tight grow">
        <strong>{props.title}</strong>
        {props.help !== undefined && <span>{props.help}</span>}
        {props.said !== undefined && <span className="break">{props.said}</span>}
      </div>
      <Button onClick={props.onAgain}>{text.connect.again}</Button>
    </div>
  );
}
