import { nothing, type ReactiveController } from 'lit';
import { AllowedActions } from '../data/allowed-actions.ts';
import type { DownloadMenu } from '../downloads/download-menu.ts';
import type { ExportHost } from './export-menu.ts';

/** The menu that takes requests out of a session: there where the viewer may, loaded when that is known. */
export class ExportOffer implements ReactiveController {
  private readonly allowed: AllowedActions;
  private menu: DownloadMenu | undefined;
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
      const { exportMenu } = await import('./export-menu.ts');
      this.menu = exportMenu(this.host);
      this.host.requestUpdate();
    } catch (error) {
      console.warn('the download of sessions is left out:', error);
    }
  }
}
