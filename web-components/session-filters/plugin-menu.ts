import { html, type TemplateResult } from 'lit';
import { withExtra } from '../state/view.ts';
import type { FilterBar, Menu, MenuId } from './menu.ts';
import { clearButton } from './menu-parts.ts';

/** The menu of a filter that a plugin brings: its controls are the plugin's. */
export class PluginMenu implements Menu {
  readonly first = 'session-plugin-slot :is(input, select, textarea, button)';
  private readonly name: string;

  constructor(
    private readonly bar: FilterBar,
    readonly id: MenuId,
  ) {
    this.name = id.slice('x.'.length);
  }

  get title(): string {
    return this.bar.pluginFilters.find(({ name }) => name === this.name)?.title ?? '';
  }

  render(): TemplateResult {
    const { bar, name } = this;
    const text = bar.view.extras?.[name];
    const clear = () => {
      bar.apply(withExtra(bar.view, name, undefined));
      bar.closeMenu();
    };
    return html`<div class="form">
      <div class="head">
        <strong>${this.title}</strong>
        ${clearButton(bar.words, { only: text === undefined ? [] : [text], not: [] }, clear)}
      </div>
      ${bar.renderPluginFilter(name)}
    </div>`;
  }
}
