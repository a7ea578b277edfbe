import type { Page } from 'playwright';
import { HOSTILE } from '../../web-components/support/hostile.ts';
import { at } from './import-lines.ts';

/** A hostile text on its way. */
export interface Hostile {
  readonly sent: string;
  /** As it must read on one line. */
  readonly line: string;
  /** As it must read where lines and tabs are kept. */
  readonly block: string;
}

const same = (text: string): Hostile => ({ sent: text, line: text, block: text });

const WITH_INVISIBLE: Record<string, Pick<Hostile, 'line' | 'block'>> = {
  '\u202egpj.exe\u2066hidden\u2069': {
    line: String.raw`\u202egpj.exe\u2066hidden\u2069`,
    block: String.raw`\u202egpj.exe\u2066hidden\u2069`,
  },
  // The store cannot hold U+0000.
  'a\u0000b\u0007c\u001b[31md\u007f\u200b\ufeff\u{e0041}': {
    line: String.raw`a${'\ufffd'}b\u0007c\u001b[31md\u007f\u200b\ufeff\u{e0041}`,
    block: String.raw`a${'\ufffd'}b\u0007c\u001b[31md\u007f\u200b\ufeff\u{e0041}`,
  },
  'java\tscript:hacked=1//': {
    line: String.raw`java\u0009script:hacked=1//`,
    block: 'java\tscript:hacked=1//',
  },
};

/** What a careless page would run or show as something else: those of the elements' own tests, and some more. */
export const HOSTILE_TEXTS: readonly Hostile[] = [
  ...HOSTILE,
  'x" onmouseover="hacked=1" autofocus onfocus="hacked=1',
  "x' style='background:url(javascript:hacked=1)'",
  '</p><style>*{background:url(//evil.example/x)}</style>',
  'JaVaScRiPt:hacked=1//',
  'java\tscript:hacked=1//',
  '[link](javascript:hacked=1)',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an attack on templates
  '${hacked=1}#{hacked=1}',
].map((text) => (WITH_INVISIBLE[text] ? { sent: text, ...WITH_INVISIBLE[text] } : same(text)));

/** A session of one request, in which every field that takes it is the hostile text. */
export function hostileRequest({ sent }: Hostile, n: number) {
  const printableAscii = sent.replace(/[^\x21-\x7e]/g, '_');
  const headers = [
    { name: `X-Name-${sent}`, value: sent },
    { name: 'Referer', value: sent },
    { name: 'User-Agent', value: sent },
  ];
  return {
    id: `${n}-${printableAscii}`.slice(0, 128),
    time: at(60 + n),
    sid: `h${n}`,
    method: 'POST',
    host: sent,
    // A "?" would begin the query.
    path: `/${sent.replaceAll('?', '%3F')}`,
    query: `q=${sent}`,
    status: 200,
    durationMs: 10,
    ip: '203.0.113.9',
    countryCode: 'DE',
    sourceTags: [sent],
    application: sent,
    user: sent,
    role: sent,
    detections: [{ type: sent, attackId: sent, payload: sent, parameter: sent, tags: [{ key: sent, value: sent }] }],
    parameters: [{ name: sent, source: 'REQUEST_QUERY', value: sent }],
    content: {
      requestHeaders: headers,
      requestBody: { mediaType: sent, text: sent },
      responseHeaders: headers,
      responseBody: { mediaType: 'text/html', text: `<!doctype html>${sent}` },
    },
  };
}

const TRACES = `(() => {
  const traces = [];
  const isWeb = (url) => { try { return /^https?:$/.test(new URL(url, location.href).protocol); } catch { return false; } };
  const search = (root) => {
    for (const element of root.querySelectorAll('*')) {
      const { localName, attributes, textContent } = element;
      const isForeign = element.matches('img, iframe, object, embed, base, math, video, audio, source, [autofocus], meta[http-equiv=refresh i]');
      const runs = [...attributes].some(({ name, value }) =>
        name.startsWith('on') || (/^(href|src|action|formaction|xlink:href|srcdoc|data)$/.test(name) && !isWeb(value)));
      if ((isForeign && !element.matches('header img[src="/console/icon.svg"]')) || runs || (/^(script|style)$/.test(localName) && textContent.includes('hacked')))
        traces.push(element.outerHTML.slice(0, 300));
      if (element.shadowRoot) search(element.shadowRoot);
    }
  };
  search(document);
  if (window.hacked !== undefined) traces.push('hacked = ' + window.hacked);
  return traces;
})()`;

/** Watches a page for anything that a hostile text might have set off. */
export class Watch {
  private readonly events: string[] = [];

  constructor(
    private readonly page: Page,
    address: string,
  ) {
    const own = new URL(address).origin;
    page.on('dialog', (dialog) => {
      this.events.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on('request', (request) => {
      const { origin, pathname, protocol } = new URL(request.url());
      // `src=x` asks for a file beside the page.
      if (protocol !== 'blob:' && (origin !== own || /\/x$/.test(pathname)))
        this.events.push(`asked: ${request.url()}`);
    });
    page.on('popup', (popup) => this.events.push(`opened: ${popup.url()}`));
  }

  /** Elements, attributes, scripts that came out of a text, and what they did. Empty: every text stayed a text. */
  async traces(): Promise<string[]> {
    return [...this.events, ...(await this.page.evaluate<string[]>(TRACES))];
  }
}
