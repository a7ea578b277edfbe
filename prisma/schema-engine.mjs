#!/usr/bin/env node
// Prisma's own schema engine as WebAssembly. The Prisma CLI would download a native one before `migrate` and `db` commands;
// this file takes its place where that is not possible, and needs nothing but npm packages:
//   PRISMA_SCHEMA_ENGINE_BINARY=./prisma/schema-engine.mjs DATABASE_URL=... npx prisma migrate dev --name what_changes
// The CLI speaks JSON-RPC with it, one message a line, over standard input and output. The drift test imports openEngine().
import { randomUUID } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { parse } from 'pg-connection-string';

// ── adapter-pg 7.10 was made for queries, not for the engine: what it lacks ─────────────────────────────────────────────

/** PostgreSQL's internal type "char", which the engine reads from pg_catalog and the adapter does not know. */
const OID_CHAR = 18;
const OID_TEXT = 25;
const WAS_CHAR = Symbol('was "char"');

const handleRowDescription = pg.Query.prototype.handleRowDescription;
pg.Query.prototype.handleRowDescription = function (message) {
  for (const field of message.fields) {
    if (field.dataTypeID === OID_CHAR) {
      field.dataTypeID = OID_TEXT;
      field[WAS_CHAR] = true;
    }
  }
  return handleRowDescription.call(this, message);
};

/** A connection of the adapter that the engine can work with. */
function completed(connection) {
  // The adapter cuts scripts at every semicolon, also inside comments, strings and function bodies.
  connection.executeScript = async (script) => {
    // onError throws: the adapter's own kind of error, which the engine understands.
    await connection.client.query(script).catch((error) => connection.onError(error));
  };

  // Columns of the type "char" are characters, which is what the engine asked for.
  let fields = [];
  const performIO = connection.performIO.bind(connection);
  connection.performIO = async (query) => {
    const result = await performIO(query);
    fields = result.fields;
    return result;
  };
  const queryRaw = connection.queryRaw.bind(connection);
  connection.queryRaw = async (query) => {
    const result = await queryRaw(query);
    result.columnTypes = result.columnTypes.map((type, index) =>
      fields[index]?.[WAS_CHAR] ? ColumnTypeEnum.Character : type,
    );
    return result;
  };
  return connection;
}

// ── connections ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function connectionOptions(url) {
  const { host, port, user, password, database } = parse(url);
  return { host, port: Number(port || 5432), user, password, database };
}

/** adapter-pg's own shadow database is the main one when it is given a connection string, and is dropped while connected to. */
class EngineAdapter extends PrismaPg {
  #options;

  constructor(url) {
    const options = connectionOptions(url);
    super(options);
    this.#options = options;
  }

  async connect() {
    return completed(await super.connect());
  }

  async connectToShadowDb() {
    const database = `prisma_migrate_shadow_db_${randomUUID()}`;
    const admin = new pg.Client(this.#options);
    await admin.connect();
    await admin.query(`CREATE DATABASE "${database}"`);
    const shadow = completed(await new PrismaPg({ ...this.#options, database }).connect());
    const dispose = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await dispose();
      await admin.query(`DROP DATABASE "${database}" WITH (FORCE)`);
      await admin.end();
    };
    return shadow;
  }
}

// ── the engine ───────────────────────────────────────────────────────────────────────────────────────────────────────────

let loaded;

/** The WebAssembly module, wired to its bindings by hand: the package's own entry is made for bundlers. */
function load() {
  if (loaded) return;
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const module = new WebAssembly.Module(readFileSync(join(folder, 'schema_engine_bg.wasm')));
  loaded = new WebAssembly.Instance(module, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(loaded.exports);
  loaded.exports.__wbindgen_start();
}

/**
 * An engine on a database. Its methods are those of Prisma's JSON-RPC: diff, applyMigrations, schemaPush, ...
 * @param {string} url
 * @param {[path: string, content: string][]} [datamodels] the schema files
 */
export async function openEngine(url, datamodels) {
  load();
  const adapter = bindMigrationAwareSqlAdapterFactory(new EngineAdapter(url));
  return bindings.SchemaEngine.new({ datamodels }, () => {}, adapter);
}

/**
 * What would have to be done to a database (migrated) for it to be what schema.prisma says.
 * @param {string} url
 * @param {string} schemaFile
 * @returns {Promise<string>} SQL; empty: nothing
 */
export async function findDrift(url, schemaFile) {
  const files = [{ path: schemaFile, content: readFileSync(schemaFile, 'utf8') }];
  const engine = await openEngine(
    url,
    files.map(({ path, content }) => [path, content]),
  );
  const { exitCode, stdout } = await engine.diff({
    from: { tag: 'schemaDatasource', files, configDir: process.cwd() },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
    shadowDatabaseUrl: null,
  });
  return exitCode === 0 ? '' : stdout;
}

// ── in the place of the binary ───────────────────────────────────────────────────────────────────────────────────────────

/** All values of a command line option. */
function optionValues(args, name) {
  return args.flatMap((arg, index) => (arg === name ? [args[index + 1]] : []));
}

/** `cli can-connect-to-database` and `cli create-database`: exit code 0, or an error line on standard error. */
async function runCommand(command, url) {
  const options = connectionOptions(url);
  const create = command === 'create-database';
  const client = new pg.Client(create ? { ...options, database: 'postgres' } : options);
  try {
    await client.connect();
    if (create) await client.query(`CREATE DATABASE "${options.database.replaceAll('"', '""')}"`);
    await client.end();
    process.exit(0);
  } catch (error) {
    const noSuchDatabase = error.code === '3D000';
    const fields = { message: error.message, is_panic: false, error_code: noSuchDatabase ? 'P1003' : 'P1001' };
    process.stderr.write(`\n${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })}\n`);
    process.exit(1);
  }
}

/** Methods that need more than being handed on to the engine. */
function ownMethods(engine, send) {
  let printed = 0;
  return {
    getDatabaseVersion: async () => (await engine()).version(),

    diff: async (params) => {
      const { stdout, exitCode } = await (await engine()).diff(params);
      if (stdout) send({ id: printed++, method: 'print', params: { content: stdout } });
      return { exitCode };
    },

    // The engine's own createMigration refuses every PostgreSQL shadow database; a diff comes to the same.
    createMigration: async ({ migrationsList, schema, filters, draft, migrationName }) => {
      migrationsList.lockfile.content ??= 'provider = "postgresql"\n';
      const { exitCode, stdout } = await (await engine()).diff({
        from: { tag: 'migrations', ...migrationsList },
        to: { tag: 'schemaDatamodel', ...schema },
        script: true,
        exitCode: true,
        filters,
        shadowDatabaseUrl: null,
      });
      const migration = { connectorType: 'postgresql', extension: 'sql' };
      const differs = exitCode === 2;
      if (!differs && !draft) return { ...migration, generatedMigrationName: null, migrationScript: null };
      const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
      const name = [time, migrationName].filter(Boolean).join('_');
      return { ...migration, generatedMigrationName: name, migrationScript: stdout };
    },
  };
}

/** Answers the CLI's requests one after the other until it closes our input. */
function serve(url, schemaFiles) {
  let opened;
  const engine = () => {
    const datamodels = schemaFiles.map((file) => [file, readFileSync(file, 'utf8')]);
    opened ??= openEngine(url, datamodels.length > 0 ? datamodels : undefined);
    return opened;
  };
  const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const own = ownMethods(engine, send);

  const answer = async ({ id, method, params }) => {
    try {
      const result = own[method] ? await own[method](params) : await (await engine())[method](params);
      send({ id, result: result ?? null });
    } catch (error) {
      const data = {
        is_panic: false,
        message: error.message ?? String(error),
        error_code: error.code ?? null,
        meta: null,
      };
      send({ id, error: { code: 4466, message: 'An error happened.', data } });
    }
  };

  let queue = Promise.resolve();
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const message = JSON.parse(line);
      // Without a method it is the CLI's acknowledgement of something that we had it print.
      if (message.method) queue = queue.then(() => answer(message));
    })
    .on('close', () => queue.then(() => process.exit(0)));
}

async function main(args) {
  const { url } = JSON.parse(optionValues(args, '--datasource')[0] ?? '{}');
  const cli = args.indexOf('cli');
  if (cli >= 0) await runCommand(args[cli + 1], url);
  else serve(url, optionValues(args, '--datamodels'));
}

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  await main(process.argv.slice(2));
}
