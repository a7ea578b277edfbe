import { definePlugin, type SessionsPlugin, type TypedFragment } from '../plugin.ts';
import type { Rule } from './made-rule.ts';
import type { renderRules } from './render-rules.ts';
import type { Judgeable, renderVerdicts } from './verdict.ts';
import { wordsIn } from './words.ts';

interface RequestFields {
  readonly actions_rules: readonly Rule[];
  readonly actions_detections: readonly Judgeable[];
}

const FRAGMENT = `fragment actions_Request on Request {
  actions_rules: rules(first: 200) {
    id kind state message host pathTemplate method attackType parameter value reason createdAt createdBy
  }
  actions_detections: detections { id type { verdicts } attack { id sessionVerdict { verdict reason givenAt givenBy } } }
}` as TypedFragment<RequestFields>;

/** What can be done about sessions, requests and detections, as far as the viewer may; its dialogs are loaded when one opens. */
export function actions(): SessionsPlugin<object, RequestFields> {
  let render: typeof renderRules | undefined;
  let renderSaid: typeof renderVerdicts | undefined;
  return definePlugin<object, RequestFields>({
    id: 'actions',
    apiVersion: 1,
    fragments: { request: FRAGMENT },
    sessionActions: [
      {
        id: 'block',
        title: (locale) => wordsIn(locale).block,
        tone: 'danger',
        when: ({ session }, host) => host.allows('BLOCK_SESSION') && session.denylistEntry === null,
        run: async (context, host) => (await import('./block.ts')).block(context, host),
      },
      {
        id: 'unblock',
        title: (locale) => wordsIn(locale).unblock,
        when: ({ session }, host) => host.allows('BLOCK_SESSION') && session.denylistEntry != null,
        run: async (context, host) => (await import('./block.ts')).unblock(context, host),
      },
    ],
    requestActions: [
      {
        id: 'create-rule',
        title: (locale) => wordsIn(locale).createRule,
        when: (_context, host) => host.allows('CREATE_RULE'),
        run: async (context, host) => (await import('./rule.ts')).createRule(context, host),
      },
    ],
    detectionActions: [
      {
        id: 'mark',
        title: (locale) => wordsIn(locale).mark,
        when: ({ detection }, host) =>
          host.allows('MARK_FALSE_POSITIVE') && !detection.falsePositive && detection.type.canMarkFalsePositive,
        run: async (context, host) => (await import('./false-positive.ts')).mark(context, host),
      },
      {
        id: 'unmark',
        title: (locale) => wordsIn(locale).unmark,
        when: ({ detection }, host) => host.allows('MARK_FALSE_POSITIVE') && detection.falsePositiveMark !== null,
        run: async (context, host) => (await import('./false-positive.ts')).unmark(context, host),
      },
      {
        id: 'judge',
        title: (locale) => wordsIn(locale).judge,
        when: ({ request, detection }, host) =>
          host.allows('JUDGE_ATTACK') && judgeable(request, detection) !== undefined,
        run: async (context, host) =>
          (await import('./verdict.ts')).judge(context, judgeable(context.request, context.detection)!, host),
      },
      {
        id: 'not-markable',
        title: (locale) => wordsIn(locale).notMarkable,
        when: ({ request, detection }, host) =>
          host.allows('MARK_FALSE_POSITIVE') &&
          !detection.falsePositive &&
          !detection.type.canMarkFalsePositive &&
          !(host.allows('JUDGE_ATTACK') && judgeable(request, detection)),
        run: async (context, host) => (await import('./not-markable.ts')).explain(context, host),
      },
    ],
    requestPanels: [
      {
        id: 'verdicts',
        title: (locale) => wordsIn(locale).judge,
        order: 140,
        when: ({ request }) => request.actions_detections?.some(({ attack }) => attack?.sessionVerdict) ?? false,
        load: async () => {
          ({ renderVerdicts: renderSaid } = await import('./verdict.ts'));
        },
        render: (context, host) => renderSaid!(context.request.actions_detections ?? [], host),
      },
      {
        id: 'rules',
        title: (locale) => wordsIn(locale).rules,
        order: 150,
        when: ({ request }) => (request.actions_rules?.length ?? 0) > 0,
        load: async () => {
          ({ renderRules: render } = await import('./render-rules.ts'));
        },
        render: (context, host) => render!(context.request.actions_rules ?? [], context, host),
      },
    ],
  });
}

/** The detection, if its attack takes verdicts. */
function judgeable({ actions_detections: all }: Partial<RequestFields>, { id }: { readonly id: string }) {
  return all?.find((one) => one.id === id && one.attack !== null && one.type.verdicts.length > 0);
}
