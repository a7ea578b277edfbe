import { beforeEach, describe, expect, test } from 'vitest';
import { attackLinks } from '../../../web-components/plugins/attack-links/attack-links.ts';
import { openActions, openDialog, openFirst, REFUSED } from '../support/actions.ts';
import { openFakeGraph } from '../support/graph.ts';
import { accessibilityFaults, settle, shadow, textOf, until } from '../support/page.ts';
import { find, findAll, openList } from '../support/session-list.ts';
import { answerList, sessionEdge, sessionRow } from '../support/sessions.ts';

// Was the detector right? What the sessions of an attack do, a verdict with its reason, and its undo.

beforeEach(() => localStorage.clear());

const JUDGE = 'Was the detector right?';
const VERDICTS = ['AGREE', 'DISAGREE', 'UNSURE'];
const spread = (sessionCount: number, low: number | null, middle: number, high: number | null) => ({
  sessionCount,
  low,
  middle,
  high,
});
const EVIDENCE = {
  days: ['2026-11-19', '2026-11-20'],
  exact: false,
  sessionCount: { value: 12, exact: true },
  otherSessionCount: { value: 4321, exact: true },
  measures: [
    { measure: 'RATE', standing: 'ABOVE', attack: spread(12, 58, 60, 61), others: spread(400, 0.5, 3.456, 14.04) },
    { measure: 'AGENTS', standing: 'WITHIN', attack: spread(12, 1, 1, 1), others: spread(400, 1, 1, 2) },
    { measure: 'REGULARITY', standing: null, attack: null, others: null },
    { measure: 'ONLY_READS', standing: null, attack: spread(12, null, 1, null), others: spread(500, null, 0.4, null) },
  ],
};

interface Said {
  verdict: string;
  reason: string;
  givenAt: string;
  givenBy: string;
}

/** A server that keeps one verdict on the attack of the second detection. */
function openVerdicts(before: Said | null = null, changes = {}) {
  const state = { said: before, inputs: [] as { attackId: string; verdict?: string; reason?: string }[] };
  const done = () => ({ data: { result: { __typename: 'Success', attack: { __typename: 'Attack', id: 'bots' } } } });
  const server = openActions({
    AttackEvidence: () => ({ data: { evidence: EVIDENCE } }),
    JudgeAttack: ({ input }: { input: { attackId: string; verdict: string; reason: string } }) => {
      state.inputs.push(input);
      state.said = { verdict: input.verdict, reason: input.reason, givenAt: '2026-11-20T12:30:00Z', givenBy: 'mara' };
      return done();
    },
    WithdrawVerdict: ({ input }: { input: { attackId: string } }) => {
      state.inputs.push(input);
      state.said = null;
      return done();
    },
    ...changes,
  });
  server.state.allowed = ['MARK_FALSE_POSITIVE', 'JUDGE_ATTACK'];
  const detail = server.answers.RequestDetail!;
  server.answers.RequestDetail = async (variables) => {
    const answer = (await detail(variables)) as { data: { request: object } };
    const attack = { __typename: 'Attack', id: 'bots', sessionVerdict: state.said };
    const actions_detections = [
      { id: 'request0.1', type: { verdicts: [] }, attack },
      { id: 'request0.2', type: { verdicts: VERDICTS }, attack },
    ];
    return { data: { request: { ...answer.data.request, actions_detections } } };
  };
  return { server, state };
}

const buttons = (root: ShadowRoot) => [...root.querySelectorAll('button')].map(textOf);
const notice = (element: HTMLElement) => shadow(element).querySelector<HTMLElement>('.outcome');

describe('an attack that takes verdicts', () => {
  test('is judged with what its sessions do beside it, and the verdict is taken back again', async () => {
    const { server, state } = openVerdicts();
    const { element, request } = await openFirst(server);
    // In the place of "Not an attack?", which had nothing but words for it.
    expect(buttons(request)).toContain(JUDGE);
    expect(buttons(request)).not.toContain('Not an attack?');
    const dialog = await openDialog(request, JUDGE);
    await until(() => dialog.querySelector('table') !== null);
    const rows = [...dialog.querySelectorAll('tbody tr')].map((row) => textOf(row));
    expect(rows).toEqual([
      'Requests a minute 60 58 – 61 3.46 0.5 – 14 more than usual',
      'User agents 1 1 – 1 1 1 – 2 usual',
      'Irregularity of intervals – –',
      'Only read 100% 40%',
    ]);
    expect(textOf(dialog)).toContain('Its 12 sessions, beside 4,321 sessions of other keys on the same days');
    expect(textOf(dialog)).toContain('Not all of them were measured');
    expect(await accessibilityFaults(element)).toEqual([]);

    dialog.querySelector<HTMLInputElement>('[value=DISAGREE]')!.click();
    dialog.querySelector('textarea')!.value = 'our own mirror';
    dialog.querySelector<HTMLButtonElement>('[type=submit]')!.click();
    await until(() => notice(element) !== null);
    expect(state.inputs[0]).toMatchObject({ attackId: 'bots', verdict: 'DISAGREE', reason: 'our own mirror' });
    expect(textOf(notice(element))).toContain('The verdict is kept, and handed on.');
    [...notice(element)!.querySelectorAll('button')].find((one) => textOf(one) === 'Undo')!.click();
    await until(() => state.inputs.length === 2);
    expect(state.said).toBeNull();
  });

  test('shows the verdict that it has; another one in its place is undone to it', async () => {
    const before = { verdict: 'UNSURE', reason: 'a <b>partner</b>?', givenAt: '2026-11-20T11:00:00Z', givenBy: 'noa' };
    const { server, state } = openVerdicts(before);
    const { element, request } = await openFirst(server);
    await until(() => textOf(request).includes('a <b>partner</b>?'));
    expect(textOf(request)).toContain('I cannot say: a <b>partner</b>? noa');
    const dialog = await openDialog(request, JUDGE);
    expect(dialog.querySelector<HTMLInputElement>('[value=UNSURE]')!.checked).toBe(true);
    dialog.querySelector<HTMLInputElement>('[value=AGREE]')!.click();
    dialog.querySelector('textarea')!.value = 'no partner';
    dialog.querySelector<HTMLButtonElement>('[type=submit]')!.click();
    await until(() => notice(element) !== null);
    [...notice(element)!.querySelectorAll('button')].find((one) => textOf(one) === 'Undo')!.click();
    await until(() => state.inputs.length === 2);
    expect(state.inputs[1]).toMatchObject({ verdict: 'UNSURE', reason: 'a <b>partner</b>?' });
  });

  test('is judged without knowing, where the server cannot say; a refusal stands in the dialog', async () => {
    const { server } = openVerdicts(null, {
      AttackEvidence: () => ({
        data: { evidence: null },
        errors: [{ message: 'too long', extensions: { code: 'TIMEOUT' } }],
      }),
      JudgeAttack: () => REFUSED('FORBIDDEN', 'not you'),
    });
    const { request } = await openFirst(server);
    const dialog = await openDialog(request, JUDGE);
    await until(() => textOf(dialog).includes('You can judge without knowing'));
    dialog.querySelector<HTMLInputElement>('[value=AGREE]')!.click();
    dialog.querySelector('textarea')!.value = 'x';
    dialog.querySelector<HTMLButtonElement>('[type=submit]')!.click();
    await until(() => textOf(dialog).includes('You may not do this'));
    await settle();
  });

  test('has no button where the viewer may not judge', async () => {
    const { server } = openVerdicts();
    server.state.allowed = ['MARK_FALSE_POSITIVE'];
    const { request } = await openFirst(server);
    expect(buttons(request)).not.toContain(JUDGE);
    expect(buttons(request)).toContain('Not an attack?');
  });
});

test('a verdict stands beside the id of its attack in the list, in front of attacks that nobody has judged', async () => {
  const session = {
    ...sessionRow(1),
    attack_links_requests: { nodes: [{ detections: [{ attackId: 'a1' }, { attackId: 'bots' }] }] },
    attack_links_verdicts: [{ attackId: 'bots', verdict: 'DISAGREE', reason: 'our <i>mirror</i>' }],
  };
  const list = await openList(openFakeGraph(answerList([sessionEdge(session)])), {
    plugins: [attackLinks({ href: (id) => `/attacks/${id}` })],
    columns: 'last-seen,attack-links.attacks',
  });
  await until(() => findAll(list, '.verdict').length > 0);
  const shown = findAll(list, 'td[data-column="attack-links.attacks"] > *').map(textOf);
  expect(shown).toEqual(['bots wrong a1']);
  expect(find(list, '.verdict').title).toBe('our <i>mirror</i>');
});
