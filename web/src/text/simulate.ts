export const simulate = {
  title: 'Simulate',
  help: 'Break the simulated providers on purpose and watch what happens.',
  faults: {
    outage: 'Outage',
    rate_limit: 'Rate limit',
    revoke: 'Revoke access',
    bad_response: 'Bad response',
    late_data: 'Late data',
  } as Record<string, string>,
  explain: {
    outage: 'The provider answers 503. Saved data is shown with its age; tries go on.',
    rate_limit: 'The quota is used up. It waits until the time the provider names, and loses nothing.',
    revoke: 'The logins at Google and Meta are withdrawn. Their connections say so and can be reconnected in place.',
    bad_response: 'Answers contradict what they promise. They are not stored.',
    late_data: 'The provider restates past days. They are read again and replaced.',
  } as Record<string, string>,
  on: 'on',
  syncNow: 'Then sync a connection, or wait for its schedule.',
  end: 'Back to normal',
  ended: 'The providers work again.',
};
