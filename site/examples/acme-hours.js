/** Says of each session whether it began when nobody of us is at work. */
export default {
  id: 'acme-hours',
  apiVersion: 1,
  fragments: { session: 'fragment acme_hours_Session on Session { acme_hours_startedAt: startedAt }' },
  columns: [
    {
      id: 'office',
      title: 'Office hours',
      order: 150,
      render({ session }) {
        const hour = new Date(session.acme_hours_startedAt).getUTCHours();
        return hour >= 7 && hour < 18 ? 'yes' : 'no';
      },
    },
  ],
};
