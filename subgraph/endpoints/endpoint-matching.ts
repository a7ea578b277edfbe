import { bySpecificity, fits, type Pieces, piecesOf, segmentsOf } from './path-pattern.ts';
import { ANY_HOST, type Operation, type Specification } from './specification.type.ts';

/** What the specifications of a tenant say of a request or an endpoint. */
interface Match {
  operation: Operation;
  /** False: only an older version of a specification knows it. */
  current: boolean;
}

/**
 * The specifications of a tenant, ready to be asked. The most specific path wins: segment by segment a text before a
 * parameter. Of equal paths one for this very host wins before one for any, then the specification that was loaded
 * last. What a current version knows goes before anything that only an older version knows.
 */
export class Catalogue {
  private readonly hosts = new Map<string, HostPaths>();
  private readonly anyHost: HostPaths | null;

  /** @param specifications in the order in which they were loaded; of one name, the last is current */
  constructor(specifications: readonly Specification[]) {
    const newest = new Map(specifications.map((each) => [each.name, each]));
    const operations = specifications
      .toReversed()
      .flatMap((each) => each.operations.map((operation) => ({ operation, current: newest.get(each.name) === each })));
    const ofHost = (host: string) => operations.filter(({ operation }) => operation.host === host);
    const forAny = ofHost(ANY_HOST);
    this.anyHost = forAny.length > 0 ? new HostPaths(forAny) : null;
    for (const host of new Set(operations.map(({ operation }) => operation.host))) {
      if (host !== ANY_HOST) this.hosts.set(host, new HostPaths([...ofHost(host), ...forAny]));
    }
  }

  /** At least one specification speaks about the host. */
  covers(host: string | null): boolean {
    return this.pathsOf(host) !== null;
  }

  /** @param path of a request, or the template of an endpoint; `*` asks the server itself and is no path of an API */
  match(method: string, host: string | null, path: string): Match | null {
    return path === '*' ? null : (this.pathsOf(host)?.match(method, segmentsOf(path)) ?? null);
  }

  /** Hosts are what attackers wrote: nothing is kept for one that no specification names. */
  private pathsOf(host: string | null): HostPaths | null {
    return (host === null ? undefined : this.hosts.get(host)) ?? this.anyHost;
  }
}

/** The operations that apply to one host. */
class HostPaths {
  private readonly current = new PathTree();
  private readonly older = new PathTree();

  /** @param operations of equal paths the first wins */
  constructor(operations: readonly Match[]) {
    for (const { operation, current } of operations) (current ? this.current : this.older).add(operation);
  }

  match(method: string, segments: readonly string[]): Match | null {
    const current = this.current.find(method, segments);
    if (current) return { operation: current, current: true };
    const older = this.older.find(method, segments);
    return older && { operation: older, current: false };
  }
}

/** Paths as a tree of segments, walked from the most specific branch on. */
class PathTree {
  private readonly texts = new Map<string, PathTree>();
  private readonly patterns: { pieces: Pieces; tree: PathTree }[] = [];
  private readonly operations = new Map<string, Operation>();

  add(operation: Operation): void {
    const end = segmentsOf(operation.path).reduce<PathTree>((tree, segment) => tree.branch(piecesOf(segment)), this);
    if (!end.operations.has(operation.method)) end.operations.set(operation.method, operation);
  }

  /** A path that is known under other methods only does not end the search. */
  find(method: string, segments: readonly string[], at = 0): Operation | null {
    const segment = segments[at];
    if (segment === undefined) return this.operationFor(method);
    const found = this.texts.get(segment)?.find(method, segments, at + 1);
    if (found) return found;
    for (const { pieces, tree } of this.patterns) {
      const deeper = fits(pieces, segment) ? tree.find(method, segments, at + 1) : null;
      if (deeper) return deeper;
    }
    return null;
  }

  /**
   * What HTTP itself adds to a path that is specified: HEAD where there is GET (RFC 9110, 9.3.2), and OPTIONS, the question of a
   * browser before a request to another origin, which belongs to no operation and so has no tags. Not TRACE: it sends back what
   * came in, and where it is answered at all, somebody should know.
   */
  private operationFor(method: string): Operation | null {
    const own = this.operations.get(method);
    if (own) return own;
    const get = this.operations.get('GET');
    if (method === 'HEAD') return get ?? null;
    if (method !== 'OPTIONS') return null;
    const [first = null] = this.operations.values();
    const asked = get ?? first;
    return asked && { ...asked, method, tags: [] };
  }

  private branch(pieces: Pieces): PathTree {
    const [text = ''] = pieces;
    const key = pieces.join('{}');
    const known =
      pieces.length === 1
        ? this.texts.get(text)
        : this.patterns.find((each) => each.pieces.length === pieces.length && each.pieces.join('{}') === key)?.tree;
    if (known) return known;
    const tree = new PathTree();
    if (pieces.length === 1) this.texts.set(text, tree);
    else {
      this.patterns.push({ pieces, tree });
      this.patterns.sort((one, other) => bySpecificity(one.pieces, other.pieces));
    }
    return tree;
  }
}
