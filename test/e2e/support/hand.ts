import type { Locator, Page } from 'playwright';

/** The hand of an analyst: what it does is counted, so that a way that becomes longer is seen. */
export class Hand {
  private clicks = 0;
  private keys = 0;

  constructor(private readonly page: Page) {}

  /** Presses of buttons and of single keys, letters that are typed among them. */
  get spent(): { clicks: number; keys: number } {
    return { clicks: this.clicks, keys: this.keys };
  }

  async click(target: Locator): Promise<void> {
    await target.click();
    this.clicks += 1;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
    this.keys += keys.length;
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
    this.keys += [...text].length;
  }
}
