export const notices = {
  title: 'Notices',
  emptyTitle: 'No notices',
  emptyHelp: 'You are told here once for each incident, and when it is over.',
  read: 'Mark as read',
  readAll: 'Mark all as read',
  over: (when: string) => `over since ${when}`,
  lasting: 'lasts',
  times: (count: number) => `counted ${count} times`,
  unread: 'unread',
};
