import { useEffect, useState } from 'react';
import { usePersonKept } from '~/api/email-persons';
import type { PersonErased, PersonKept } from '~/api/types';
import { Button, buttonClass } from '~/design/button';
import { TextField } from '~/design/field';
import { Card, Empty } from '~/design/page';
import { countText } from '~/format/numbers';
import { ProblemNote } from '~/parts/problem-face';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';
import { ErasePerson } from './erase-person';

/** What is kept of one recipient: shown, handed out as a file, erased. */
export function PersonTab({ w }: { w: string }) {
  const may = useMay();
  return may.manage ? (
    <LookUp w={w} />
  ) : (
    <Empty title={text.problem.forbiddenTitle} help={text.email.person.forbidden} />
  );
}

function LookUp({ w }: { w: string }) {
  const words = text.email.person;
  const look = usePersonKept(w);
  const [address, setAddress] = useState('');
  const [erased, setErased] = useState<PersonErased | undefined>();
  return (
    <>
      <Card title={words.title}>
        <p className="muted">{words.help}</p>
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            setErased(undefined);
            look.mutate(address.trim());
          }}
        >
          <TextField
            label={words.address}
            type="email"
            required
            maxLength={254}
            value={address}
            error={look.error?.fields.address}
            onChange={(event) => setAddress(event.target.value)}
          />
          <Button primary type="submit" busy={look.isPending}>
            {words.look}
          </Button>
        </form>
        <ProblemNote failure={look.error} />
        {erased !== undefined && (
          <p className="banner" role="status">
            {words.erased(countText(erased.recipients), countText(erased.messages), countText(erased.events))}{' '}
            {erased.suppressions > 0 && words.keptSuppressions(countText(erased.suppressions))}
          </p>
        )}
      </Card>
      {look.data !== undefined && (
        <Kept
          w={w}
          of={look.data}
          onErased={(done) => {
            look.reset();
            setErased(done);
          }}
        />
      )}
    </>
  );
}

function Kept({ w, of, onErased }: { w: string; of: PersonKept; onErased: (done: PersonErased) => void }) {
  const words = text.email.person;
  const counts: [string, number][] = [
    [words.batches, of.batches.length],
    [words.messages, of.messages.length],
    [words.suppressions, of.suppressions.length],
  ];
  if (counts.every(([, count]) => count === 0)) {
    return <p role="status">{words.nothing(of.address)}</p>;
  }
  return (
    <Card title={words.kept(of.address)}>
      <dl className="facts">
        {counts.map(([name, count]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd>{countText(count)}</dd>
          </div>
        ))}
      </dl>
      <div className="row">
        <SaveAsFile of={of} />
        <ErasePerson w={w} address={of.address} onErased={onErased} />
      </div>
    </Card>
  );
}

/** The whole answer as a file, made in the browser: the address stands in no URL. */
function SaveAsFile({ of }: { of: PersonKept }) {
  const [href, setHref] = useState<string | undefined>();
  useEffect(() => {
    const file = URL.createObjectURL(new Blob([JSON.stringify(of, null, 2)], { type: 'application/json' }));
    setHref(file);
    return () => URL.revokeObjectURL(file);
  }, [of]);
  return (
    <a href={href} download={text.email.person.file} className={buttonClass({})}>
      {text.email.person.save}
    </a>
  );
}
