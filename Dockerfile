# API Sessions as one image: `serve` unless another command is given (`docker run ... api-sessions migrate`).
# It runs as a user without rights, on a root that may be read-only: with a PostgreSQL server it writes nothing but a few files to /tmp.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
COPY subgraph/package.json subgraph/
COPY web-components/package.json web-components/
COPY scripts/no-streams scripts/no-streams/
# No package needs its install script.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY prisma.config.ts tsconfig.json ./
COPY scripts/build.mjs scripts/prisma-runtime.mjs scripts/
COPY prisma prisma/
COPY console console/
COPY web-components web-components/
COPY subgraph subgraph/
RUN npm run build
# What only builds need goes.
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DEMO=0 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules/
COPY --from=build /app/subgraph/package.json subgraph/
COPY --from=build /app/subgraph/node_modules subgraph/node_modules/
COPY --from=build /app/subgraph/bin subgraph/bin/
COPY --from=build /app/subgraph/dist subgraph/dist/
# Of the embedded database, where there is no DATABASE_URL.
RUN mkdir /data && chown node:node /data
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "subgraph/bin/api-sessions.mjs"]
CMD ["serve"]
