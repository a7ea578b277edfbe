export default {
  // Where the browser asks: API Sessions, behind the address of this host.
  rewrites: async () => [{ source: '/graphql', destination: `${process.env.API_SESSIONS}/graphql` }],
};
