import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { CONFIGURATION } from '../../subgraph/configuration.ts';

// What an engine would find wrong with the examples, as far as it can be known without one, and what a reviewer would.

const text = (file: string) => readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8');
const isVariable = (name: string) => CONFIGURATION.includes(`\n  ${name} (`);

describe('compose.yaml', () => {
  const { services, volumes } = parse(text('compose.yaml'), { strict: true, uniqueKeys: true });

  test('waits for a database that is well, and sets only what the server reads', () => {
    const { sessions, database } = services;
    expect(sessions.depends_on.database.condition).toBe('service_healthy');
    expect(database.healthcheck.test).toContain('pg_isready');
    for (const name of Object.keys(sessions.environment)) expect(isVariable(name), name).toBe(true);
    for (const volume of database.volumes) expect(volumes).toHaveProperty(volume.split(':')[0]);
  });

  test('publishes the server to this machine alone, without its metrics, and can change nothing of the image', () => {
    const { sessions, database } = services;
    expect(sessions.ports).toEqual(['127.0.0.1:4000:4000']);
    expect(database.ports).toBeUndefined();
    expect(sessions).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  });

  test('has no secret of its own: each must be given', () => {
    const secrets = [...text('compose.yaml').matchAll(/(PASSWORD|SECRET|TOKEN): (.*)/g)].map(([, , value]) => value);
    expect(secrets).toHaveLength(3);
    for (const value of secrets) expect(value).toMatch(/^\$\{\w+:\?\}$/);
  });
});

describe('the example for Kubernetes', () => {
  const documents = parseAllDocuments(text('deploy/kubernetes/api-sessions.yaml'), { strict: true });
  const objects = documents.map((document) => document.toJS());
  const of = (kind: string) => objects.find((object) => object.kind === kind);
  const { spec: pod, metadata } = of('Deployment').spec.template;
  const [server] = pod.containers;

  test('is whole: each document is an object of a version, and selectors find the pods', () => {
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
    for (const { apiVersion, kind, metadata: named } of objects) {
      expect([apiVersion, kind, named.name]).toEqual([
        expect.stringMatching(/^[\w./]+$/),
        expect.any(String),
        'api-sessions',
      ]);
    }
    expect(of('Deployment').spec.selector.matchLabels).toEqual(metadata.labels);
    expect(of('Service').spec.selector).toEqual(metadata.labels);
    expect(of('PodDisruptionBudget').spec.selector.matchLabels).toEqual(metadata.labels);
  });

  test('probes are those that the server has, at a port that it has', () => {
    const ports = server.ports.map(({ name }: { name: string }) => name);
    const probes = Object.fromEntries(
      ['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) => [probe, server[probe].httpGet]),
    );
    expect(probes).toEqual({
      livenessProbe: { path: '/health/live', port: 'http' },
      readinessProbe: { path: '/health/ready', port: 'http' },
      startupProbe: { path: '/health/live', port: 'http' },
    });
    expect(ports).toContain('http');
    // Nobody who asks the service gets the metrics.
    expect(of('Service').spec.ports.map(({ targetPort }: { targetPort: string }) => targetPort)).toEqual(['http']);
  });

  test('the server has time to end: longer than it takes with the pause before', () => {
    const pause = Number(server.lifecycle.preStop.exec.command[1]);
    const [, most] = /SHUTDOWN_TIMEOUT_MS \((\d+)\)/.exec(CONFIGURATION)!;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(pause + Number(most) / 1_000);
  });

  test('containers have no rights, and secrets come from a secret', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(pod.automountServiceAccountToken).toBe(false);
    for (const { securityContext, envFrom, env = [] } of [server, ...pod.initContainers]) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(envFrom).toEqual([{ secretRef: { name: 'api-sessions' } }]);
      for (const { name } of env) expect(isVariable(name), name).toBe(true);
    }
    expect(server.resources.limits.memory).toBeDefined();
  });
});
