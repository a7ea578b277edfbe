import type { Locator, Page } from 'playwright';

const OBSERVE = `window.longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => Math.round(duration))))
    .observe({ type: 'longtask', buffered: true })`;

/**
 * How long the browser was busy at a stretch during each step of somebody's work. A step is done with the bare mouse and
 * the bare keyboard, and nothing is looked at before it is over: the questions of a test keep the page busy, too.
 */
export class LongTasks {
  /** Of each step its longest task in milliseconds; 0: none of 50 or more. */
  readonly longest: Record<string, number> = {};

  private constructor(private readonly page: Page) {}

  /** Before the page is opened. */
  static async of(page: Page): Promise<LongTasks> {
    await page.addInitScript(OBSERVE);
    return new LongTasks(page);
  }

  async during(name: string, step: () => Promise<void>): Promise<void> {
    // A task is reported when it is over, and a little later.
    await this.page.waitForTimeout(100);
    await this.page.evaluate('window.longTasks?.splice(0)');
    await step();
    await this.page.waitForTimeout(1000);
    const tasks = await this.page.evaluate<number[]>('longTasks.splice(0)');
    this.longest[name] = Math.max(0, ...tasks);
  }

  async duringClick(name: string, on: Locator): Promise<void> {
    await on.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await on.boundingBox())!;
    await this.during(name, () => this.page.mouse.click(x + width / 2, y + height / 2));
  }
}
