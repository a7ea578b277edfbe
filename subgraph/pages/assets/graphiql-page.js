// A classic script, like the three before it: their globals are React, ReactDOM and GraphiQL.
(() => {
  const { React, ReactDOM, GraphiQL } = window;
  const address = new URL(window.location.href);
  const given = (name) => address.searchParams.get(name) || undefined;

  // The address follows what is edited, so that it can be sent to a colleague.
  const follow = (name) => (value) => {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
    window.history.replaceState(null, '', address);
  };

  const page = React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: '/graphql' }),
    query: given('query'),
    variables: given('variables'),
    operationName: given('operationName'),
    onEditQuery: follow('query'),
    onEditVariables: follow('variables'),
    onEditOperationName: follow('operationName'),
    defaultEditorToolsVisibility: given('variables') ? 'variables' : undefined,
    defaultQuery: [
      '# The newest sessions. Ctrl-Enter runs the query, Ctrl-Space completes, the book on the left holds the schema.',
      '{',
      '  sessions(first: 10) {',
      '    totalCount { value exact }',
      '    nodes { id lastSeenAt requestCount attackCount users }',
      '  }',
      '}',
      '',
    ].join('\n'),
  });
  ReactDOM.createRoot(document.getElementById('graphiql')).render(page);
})();
