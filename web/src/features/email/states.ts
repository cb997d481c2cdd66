import type { EmailBatch, EmailRecipientState } from '~/api/types';
import type { Tone } from '~/design/badge';
import { countText } from '~/format/numbers';
import { momentText } from '~/format/times';
import { text } from '~/text';

export const recipientTones: Record<EmailRecipientState, Tone> = {
  waiting: 'wait',
  accepted: 'ok',
  refused: 'bad',
  suppressed: 'off',
  unknown: 'warn',
  cancelled: 'off',
};

/** Whether its time is still to come. */
export const isAhead = (moment: string | undefined, now: Date = new Date()): moment is string =>
  moment !== undefined && new Date(moment) > now;

/** A batch's state in a word and a tone; one that waits for its time is not being sent yet. */
export function batchFace(batch: EmailBatch): { word: string; tone: Tone } {
  if (batch.state === 'sending' && isAhead(batch.sendAt)) {
    return { word: text.email.batch.scheduled(momentText(batch.sendAt)), tone: 'wait' };
  }
  const tones: Record<EmailBatch['state'], Tone> = {
    draft: 'off',
    sending: batch.waitingUntil === undefined ? 'busy' : 'wait',
    stopped: 'bad',
    cancelled: 'off',
    done: batch.recipients.unknown > 0 || batch.recipients.refused > 0 ? 'warn' : 'ok',
  };
  return { word: text.email.batch.states[batch.state], tone: tones[batch.state] };
}

/** How many recipients have an outcome. */
export const decided = ({ recipients }: EmailBatch): number => recipients.total - recipients.waiting;

export const recipientsText = (count: number): string => text.email.batch.recipientCount(countText(count));
