/** What is kept of one recipient, by address. */
export const person = {
  title: 'One recipient',
  help: 'For a person who asks what is kept about them, or wants it gone. Only admins come here.',
  address: 'Address',
  look: 'Look up',
  nothing: (address: string) => `Nothing is kept of ${address}.`,
  kept: (address: string) => `Kept of ${address}`,
  batches: 'Batches',
  messages: 'E-mails',
  suppressions: 'Suppressions',
  save: 'Save as a file',
  file: 'recipient.json',
  erase: 'Erase',
  eraseTitle: (address: string) => `Erase ${address}?`,
  eraseHelp:
    'The address and what was said are erased everywhere, for good; numbers stay. A suppression stays too, as a fingerprint that leads to nobody, so that this address still gets nothing.',
  confirm: 'The address once more',
  eraseDo: 'Erase for good',
  erased: (recipients: string, messages: string, events: string) =>
    `Erased: in ${recipients} batches, ${messages} e-mails and ${events} events.`,
  keptSuppressions: (count: string) => `${count} suppressions stay without the address.`,
  forbidden: 'Only admins look at one recipient.',
} as const;
