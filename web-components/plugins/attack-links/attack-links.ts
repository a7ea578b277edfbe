import { html } from 'lit';
import { printable } from '../../shared/printable.ts';
import { definePlugin } from '../define-plugin.ts';
import { safeHref } from '../safe-href.ts';
import type { SessionsPlugin, TypedFragment } from '../types.ts';

export interface AttackLinksOptions {
  /** Where the attack of this id is shown in your console. */
  readonly href: (attackId: string) => string;
}

/** The newest malicious requests of a session, with the attacks that their detections belong to. */
interface AttackFields {
  readonly attack_links_requests: {
    readonly nodes: readonly { readonly detections: readonly { readonly attackId: string | null }[] }[];
  };
}

const FRAGMENT = `fragment attack_links_Session on Session {
  attack_links_requests: requests(first: 5, filter: { malicious: true }) {
    nodes { detections { attackId } }
  }
}` as TypedFragment<AttackFields>;

const MOST_LINKS = 2;

const words = (locale: string) =>
  /^de\b/i.test(locale)
    ? { attacks: 'Angriffs-IDs', explore: 'In Attacks ansehen' }
    : { attacks: 'Attack IDs', explore: 'Explore in Attacks' };

/** From sessions and detections to the attacks that they belong to. */
export function attackLinks({ href }: AttackLinksOptions): SessionsPlugin<AttackFields> {
  const renderLink = (id: string) => {
    const address = safeHref(href(id), document.baseURI);
    const text = printable(id);
    return html`<div>${address ? html`<a class="mono" href=${address} title=${text}>${text}</a>` : text}</div>`;
  };
  return definePlugin({
    id: 'attack-links',
    apiVersion: 1,
    fragments: { session: FRAGMENT },
    columns: [
      {
        id: 'attacks',
        title: (locale) => words(locale).attacks,
        // Behind the attack types.
        order: 250,
        render: ({ session }) => {
          const found = session.attack_links_requests?.nodes.flatMap(({ detections }) => detections) ?? [];
          const ids = new Set(found.flatMap(({ attackId }) => attackId ?? []));
          return [...ids].slice(0, MOST_LINKS).map(renderLink);
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
