import { useState } from 'react';
import { useErasePerson } from '~/api/email-persons';
import type { PersonErased } from '~/api/types';
import { Button } from '~/design/button';
import { Confirm } from '~/design/dialog';
import { TextField } from '~/design/field';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';

type Props = { w: string; address: string; onErased: (done: PersonErased) => void };

/** Erases one recipient once the address was typed again. */
export function ErasePerson({ w, address, onErased }: Props) {
  const words = text.email.person;
  const erase = useErasePerson(w);
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  return (
    <>
      <Button danger onClick={() => setAsking(true)}>
        {words.erase}
      </Button>
      {asking && (
        <Confirm
          title={words.eraseTitle(address)}
          help={words.eraseHelp}
          act={words.eraseDo}
          danger
          busy={erase.isPending}
          disabled={typed.trim() !== address}
          onClose={() => setAsking(false)}
          onConfirm={() => erase.mutate({ address, confirm: typed.trim() }, { onSuccess: onErased })}
        >
          <TextField label={words.confirm} value={typed} onChange={(event) => setTyped(event.target.value)} />
          <ProblemNote failure={erase.error} />
        </Confirm>
      )}
    </>
  );
}
