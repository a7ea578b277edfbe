import { html, nothing } from 'lit';
import { cut } from '../../shared/cut.ts';
import { printable } from '../../shared/printable.ts';
import { safeHref } from '../../shared/safe-href.ts';
import { isGerman, ownerAnswer, renderLive, renderOwnerAnswer, selectionOf } from '../owner/owner-facts.ts';
import {
  definePlugin,
  type OwnerFacts,
  type PluginHost,
  type RequestContext,
  type SessionsPlugin,
  type TypedFragment,
} from '../plugin.ts';

export interface AttackLinksOptions<Fields extends object = object> {
  /** Where the attack of this id is shown in your console. */
  readonly href: (attackId: string) => string;
  /** What the detection of attacks says of an attack now: where its subgraph gives `Attack` fields in the same graph. */
  readonly owner?: OwnerFacts<Fields>;
}

/** The newest malicious requests of a session, with the attacks that their detections belong to. */
interface SessionFields {
  readonly attack_links_requests: {
    readonly nodes: readonly { readonly detections: readonly { readonly attackId: string | null }[] }[];
  };
  readonly attack_links_verdicts: readonly {
    readonly attackId: string;
    readonly verdict: Verdict;
    readonly reason: string;
  }[];
}

interface RequestFields<Fields> {
  readonly attack_links_detections: readonly { readonly attack: (Fields & { readonly id: string }) | null }[];
}

const FRAGMENT = `fragment attack_links_Session on Session {
  attack_links_requests: requests(first: 5, filter: { malicious: true }) {
    nodes { detections { attackId } }
  }
  attack_links_verdicts: attackVerdicts { attackId verdict reason }
}` as TypedFragment<SessionFields>;

const MOST_LINKS = 2;
const OWNER = 'Attacks';

type Verdict = 'AGREE' | 'DISAGREE' | 'UNSURE';

const words = (locale: string) =>
  isGerman(locale)
    ? {
        ids: 'Angriffs-IDs',
        explore: 'In Attacks ansehen',
        attacks: 'Angriffe',
        verdicts: { AGREE: 'zu Recht', DISAGREE: 'zu Unrecht', UNSURE: 'unsicher' },
      }
    : {
        ids: 'Attack IDs',
        explore: 'Explore in Attacks',
        attacks: 'Attacks',
        verdicts: { AGREE: 'right', DISAGREE: 'wrong', UNSURE: 'unsure' },
      };

/** From sessions and detections to the attacks that they belong to. */
export function attackLinks<Fields extends object>({
  href,
  owner,
}: AttackLinksOptions<Fields>): SessionsPlugin<SessionFields, RequestFields<Fields>> {
  const renderLink = (id: string, verdict: unknown = nothing) => {
    const address = safeHref(href(id), document.baseURI);
    const text = printable(id);
    return html`<div>${address ? html`<a class="mono" href=${address} title=${text}>${cut(text)}</a>` : cut(text)} ${verdict}</div>`;
  };
  return definePlugin<SessionFields, RequestFields<Fields>>({
    id: 'attack-links',
    apiVersion: 1,
    ...(owner?.subgraph && { subgraphs: { attack_links_detections: owner.subgraph } }),
    fragments: {
      session: FRAGMENT,
      // Read by the elements, which tell of a fragment that is none and go on without it.
      get request() {
        if (!owner) return undefined;
        const selection = selectionOf(owner.fields, 'Attack');
        return `fragment attack_links_Request on Request { attack_links_detections: detections { attack ${selection} } }`;
      },
    },
    columns: [
      {
        id: 'attacks',
        title: (locale) => words(locale).ids,
        // After the attack types.
        order: 250,
        // Ids tell a reader little: who follows attacks chooses them.
        optional: true,
        render: ({ session }, locale) => {
          const found = session.attack_links_requests?.nodes.flatMap(({ detections }) => detections) ?? [];
          const said = session.attack_links_verdicts ?? [];
          // What somebody judged comes first.
          const ids = [...new Set([...said.map(({ attackId }) => attackId), ...attackIds(found)])].slice(0, MOST_LINKS);
          return ids.map((id) =>
            renderLink(
              id,
              renderVerdict(
                said.find(({ attackId }) => attackId === id),
                locale,
              ),
            ),
          );
        },
      },
    ],
    requestPanels: owner && [
      {
        id: 'attacks',
        title: (locale) => words(locale).attacks,
        // After the detections.
        order: 120,
        when: ({ request, unavailable }) =>
          attackIds(request.detections).length > 0 &&
          (request.attack_links_detections !== undefined || unavailable.includes('attack_links_detections')),
        render: (context, host) => {
          const attacks = attackIds(context.request.detections).map(
            (id) => html`<div class="thing">${renderLink(id)} ${renderOwned(id, context, owner, host)}</div>`,
          );
          return renderLive(attacks, OWNER, host);
        },
      },
    ],
    detectionLinks: [
      {
        id: 'explore',
        title: (locale) => words(locale).explore,
        href: ({ detection }) => (detection.attackId === null ? undefined : href(detection.attackId)),
      },
    ],
  });
}

/** Whether the detector was right, as it is judged; nothing, where nobody has judged it. */
function renderVerdict(said: SessionFields['attack_links_verdicts'][number] | undefined, locale: string) {
  return said
    ? html`<span class="verdict" title=${printable(said.reason)}>${words(locale).verdicts[said.verdict]}</span>`
    : nothing;
}

const attackIds = (detections: readonly { readonly attackId: string | null }[]): string[] => [
  ...new Set(detections.flatMap(({ attackId }) => attackId ?? [])),
];

function renderOwned<Fields extends object>(
  id: string,
  { request, unavailable }: RequestContext<RequestFields<Fields>>,
  facts: OwnerFacts<Fields>,
  host: PluginHost,
) {
  const owned = request.attack_links_detections?.find(({ attack }) => attack?.id === id)?.attack;
  const answer = ownerAnswer<Fields>(owned, unavailable.includes('attack_links_detections'));
  return renderOwnerAnswer(answer, facts, OWNER, host);
}
