// Answers of the demo in the place of a server, so that an example runs anywhere: they were recorded by site/scripts/record.mjs,
// which asked a real one. The clock stands at the moment for which they hold.
{
  const MOMENT = Date.parse('2024-05-19T09:00:00Z');
  const RealDate = Date;
  window.Date = class extends RealDate {
    constructor(...parts) {
      super(...(parts.length === 0 ? [MOMENT] : parts));
    }
    static now() {
      return MOMENT;
    }
  };

  const { fetch: ask } = window;
  // While they are being recorded there are none, and the server answers.
  const recording = ask('recorded.json').then((response) => (response.ok ? response.json() : null));

  /** Questions that wait for their answer: the recorder goes on when there are none. */
  window.asking = 0;
  window.fetch = async (input, init) => {
    window.asking++;
    try {
      return await answered(input, init);
    } finally {
      window.asking--;
    }
  };

  async function answered(input, init) {
    const asked = await recording;
    if (asked === null || new URL(input, location.href).pathname !== '/graphql') return ask(input, init);
    const { query, variables = {} } = JSON.parse(init.body);
    const answer = asked.answers[`${asked.queries.indexOf(query)} ${JSON.stringify(variables)}`];
    if (!answer) console.warn('not recorded:', query, variables);
    return new Response(JSON.stringify(answer ?? NOT_RECORDED), { headers: { 'content-type': 'application/json' } });
  }

  const NOT_RECORDED = {
    errors: [
      {
        message:
          'This page has recorded answers, and none to this question. "npm start" runs the demo, which has all of them.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ],
  };
}
