import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

// The import lines of a package, and the circles among them.

export interface Import {
  /** The file it is written in, relative to the package. */
  from: string;
  /** A file relative to the package, or the name of another. */
  to: string;
  isPackage: boolean;
  /** Gone at run time: `import type`, or every name is a `type`. */
  typeOnly: boolean;
}

/** The source files of a package by their path in it, with their text. What is generated or built is nobody's to write. */
export function readSources(root: string, leftOut: readonly string[]): Map<string, string> {
  const list = (inside: string): string[] =>
    readdirSync(join(root, inside), { withFileTypes: true }).flatMap((entry) => {
      const path = inside ? `${inside}/${entry.name}` : entry.name;
      if (entry.isDirectory()) return leftOut.includes(path) ? [] : list(path);
      return /\.(ts|mts|mjs|js)$/.test(entry.name) ? [path] : [];
    });
  return new Map(list('').map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

/** Static and dynamic imports, re-exports, and workers that are named by URL. */
export function importsOf(from: string, source: string): Import[] {
  const code = withoutComments(source);
  const found: { specifier: string; typeOnly: boolean }[] = [];
  for (const [, type, names = '', specifier] of code.matchAll(
    /\b(?:import|export)\s+(type\s+)?([\w$*{},\s]+?\s*from\s*)?['"]([^'"\n]+)['"]/g,
  )) {
    found.push({ specifier: specifier!, typeOnly: type !== undefined || isTypesOnly(names) });
  }
  for (const [, specifier] of code.matchAll(/\bimport\(\s*['"]([^'"\n]+)['"]/g)) {
    found.push({ specifier: specifier!, typeOnly: false });
  }
  for (const [, specifier] of code.matchAll(
    /new URL\(\s*['"](\.[^'"\n]+\.(?:ts|mjs|js))['"]\s*,\s*import\.meta\.url/g,
  )) {
    found.push({ specifier: specifier!, typeOnly: false });
  }
  return found.map(({ specifier, typeOnly }) => {
    const isPackage = !specifier.startsWith('.');
    const to = isPackage ? specifier : normalize(join(dirname(from), specifier));
    return { from, to, isPackage, typeOnly };
  });
}

/** `{ type A, type B } from`. */
function isTypesOnly(names: string): boolean {
  const [, inside] = /^\s*\{([^}]*)\}\s*from\s*$/.exec(names) ?? [];
  const each = (inside ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  return each.length > 0 && each.every((name) => name.startsWith('type '));
}

/** Comments at the beginning or the end of a line; the inside of strings stays as it is. */
export function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;,{}])\/\/.*$/gm, '$1');
}

/** The first folder of a path; a file that is in none stands for itself. */
export function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path;
}

/** Groups that reach each other by their imports, each sorted: what should be none. */
export function circlesOf(edges: readonly (readonly [from: string, to: string])[]): string[][] {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of edges) {
    if (from === to) continue;
    next.set(from, (next.get(from) ?? new Set()).add(to));
  }
  const reached = new Map([...next.keys()].map((start) => [start, reachable(next, start)]));
  const seen = new Set<string>();
  const circles: string[][] = [];
  for (const [start, ends] of reached) {
    if (seen.has(start) || !ends.has(start)) continue;
    const circle = [...ends].filter((end) => reached.get(end)?.has(start)).sort();
    for (const each of circle) seen.add(each);
    circles.push(circle);
  }
  return circles;
}

function reachable(next: ReadonlyMap<string, ReadonlySet<string>>, start: string): Set<string> {
  const found = new Set<string>();
  const open = [...(next.get(start) ?? [])];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (found.has(each)) continue;
    found.add(each);
    open.push(...(next.get(each) ?? []));
  }
  return found;
}
