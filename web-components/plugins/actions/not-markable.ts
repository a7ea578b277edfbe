import { html, nothing } from 'lit';
import { printable } from '../../shared/printable.ts';
import type { DetectionContext, OpenDialog, PluginHost } from '../plugin.ts';
import { ImpactPreview } from './impact.ts';
import { createRule } from './rule.ts';
import { speaksEnglish, wordsIn } from './words.ts';

/** Why a detection cannot be marked, and what can be done in its place: in the words of the server, which are English, or in the reader's. */
export async function explain(
  { detection, request }: Pick<DetectionContext, 'detection' | 'request'>,
  host: PluginHost,
): Promise<void> {
  const words = wordsIn(host.locale);
  let open: OpenDialog | undefined;
  let wantsRule = false;
  // It tells what the action would be refused for, and does nothing.
  const answer = new ImpactPreview(host, () => open?.update());
  const asked = answer.ask({ detectionId: detection.id });
  const render = (dialog: OpenDialog) => {
    open = dialog;
    const refusal = speaksEnglish(host.locale) && answer.state.kind === 'refused' ? answer.state.refusal : undefined;
    const rule = () => {
      wantsRule = true;
      dialog.close();
    };
    return html`<form method="dialog" aria-busy=${answer.state.kind === 'loading'}>
      <p>${words.notMarkableLead(printable(detection.type.label))}</p>
      <div aria-live="polite">
        ${refusal ? html`<p lang="en">${printable(refusal.message)}</p>` : html`<p>${words.notMarkableReason}</p>`}
        <p>${words.instead} ${
          refusal?.alternative ? html`<span lang="en">${printable(refusal.alternative)}</span>` : words.insteadRule
        }</p>
      </div>
      <footer role="none">
        <button type="button" @click=${dialog.close}>${words.close}</button>
        ${host.allows('CREATE_RULE') ? html`<button type="button" class="primary" @click=${rule}>${words.createRule}</button>` : nothing}
      </footer>
    </form>`;
  };
  await host.dialog({ title: words.notMarkable, render });
  await asked;
  if (!wantsRule) return;
  const others = request.detections.filter(({ id }) => id !== detection.id);
  await createRule({ request: { ...request, detections: [detection, ...others] } }, host, 'IGNORE_ATTACK_TYPE');
}
