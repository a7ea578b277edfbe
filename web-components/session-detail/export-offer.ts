import { nothing, type ReactiveController } from 'lit';
import { AllowedActions } from '../data/capabilities.ts';
import type { ExportHost, ExportMenu } from './export-menu.ts';

/** The menu that takes requests out of a session: there where the viewer may, loaded when that is known. */
export class ExportOffer implements ReactiveController {
  private readonly allowed: AllowedActions;
  private menu: ExportMenu | undefined;
  private isLoading = false;

  constructor(private readonly host: ExportHost) {
    this.allowed = new AllowedActions(host);
    host.addController(this);
  }

  hostUpdate(): void {
    if (this.allowed.has('EXPORT') && !this.menu && !this.isLoading) this.load();
  }

  render(): unknown {
    return this.allowed.has('EXPORT') ? (this.menu?.render() ?? nothing) : nothing;
  }

  private async load(): Promise<void> {
    this.isLoading = true;
    try {
      const { ExportMenu } = await import('./export-menu.ts');
      this.menu = new ExportMenu(this.host);
      this.host.requestUpdate();
    } catch (error) {
      console.warn('the download of sessions is left out:', error);
    }
  }
}
