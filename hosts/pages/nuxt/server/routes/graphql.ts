// Where the browser asks: API Sessions, behind the address of this host.
export default defineEventHandler((event) => proxyRequest(event, `${process.env.API_SESSIONS}/graphql`));
