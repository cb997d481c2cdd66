import { useEffect, useState } from 'react';
import { useBackfill, usePriceBackfill } from '~/api/integrations';
import type { Integration } from '~/api/types';
import { Button } from '~/design/button';
import { Dialog } from '~/design/dialog';
import { SelectField } from '~/design/field';
import { useSay } from '~/design/toasts';
import { countText } from '~/format/numbers';
import { spanText } from '~/format/times';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';

/** Asks for history, with its price before it starts. */
export function BackfillDialog({ w, of, onClose }: { w: string; of: Integration; onClose: () => void }) {
  const say = useSay();
  const [days, setDays] = useState(365);
  const price = usePriceBackfill(w, of.id);
  const start = useBackfill(w, of.id);
  const ask = price.mutate;
  useEffect(() => ask(days), [ask, days]);
  return (
    <Dialog title={text.connection.backfill} onClose={onClose}>
      <p>{text.connection.backfillHelp}</p>
      <SelectField
        label={text.connection.backfillDays}
        value={days}
        options={Object.entries(text.connect.histories)}
        onChange={(event) => setDays(Number(event.target.value))}
      />
      <p role="status">
        {price.data === undefined
          ? text.connect.pricing
          : `${text.connection.price(countText(price.data.requests), spanText(price.data.seconds))} ${price.data.quotaNote}`}
      </p>
      <ProblemNote failure={price.error ?? start.error} />
      <div className="row end">
        <Button onClick={onClose}>{text.common.cancel}</Button>
        <Button
          primary
          busy={start.isPending}
          onClick={() =>
            start.mutate(days, {
              onSuccess: () => {
                say(text.connection.syncAsked);
                onClose();
              },
            })
          }
        >
          {text.connection.backfillStart}
        </Button>
      </div>
    </Dialog>
  );
}
