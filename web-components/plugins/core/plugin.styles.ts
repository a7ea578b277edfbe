import { css } from 'lit';

/** What plugins bring, in an open session or request: plain HTML in it looks like ours. */
export const pluginStyles = css`
  session-plugin-slot {
    display: block;
    min-width: 0;
    overflow-wrap: anywhere;
  }

  session-plugin-slot :is(p, ul, ol, dl) {
    margin-block: 0;
  }

  session-plugin-slot > div > * + * {
    margin-block-start: 6px;
  }

  session-plugin-slot :is(ul, ol) {
    padding-inline-start: 1.3em;
  }

  session-plugin-slot dl {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 20px;
  }

  session-plugin-slot > div > .source + .source {
    margin-block-start: 12px;
  }

  /* The sources of a session have that class too, on spans. */
  div.source {
    padding-inline-start: 10px;
    border-inline-start: 2px solid var(--_border);
  }

  .source.live {
    border-color: var(--_accent);
  }

  .source > .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 10px;
    margin-block-end: 4px;
  }

  .source h5 {
    margin: 0;
  }

  .source .thing + .thing {
    margin-block-start: 8px;
  }

  .source .button {
    min-height: 24px;
    padding: 0 4px;
    color: var(--_accent);
  }

  .panel {
    gap: 6px;
    padding: 0;
    border: 0;
    background: none;
  }

  .panel :is(h3, h4) {
    display: block;
    margin: 0 0 4px;
  }

  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 14px;
  }

  .button.danger {
    border-color: var(--_danger);
    color: var(--_danger);
  }

  session-plugin-slot .danger:not(.button) {
    color: var(--_danger);
  }

  /* The score stands beside its title. */
  .panel:has(details.risk) {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0 10px;
  }

  .panel:has(details.risk) h3 {
    line-height: 24px;
  }

  details.risk,
  details.factor {
    padding: 0;
    border: 0;
  }

  .risk summary {
    width: auto;
  }

  .risk .score {
    display: inline-flex;
    flex: none;
    align-items: center;
    gap: 5px;
  }

  .meter {
    flex: none;
  }

  .meter:dir(rtl) {
    scale: -1 1;
  }

  .risk .reasons {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .risk[open] > summary .reasons {
    display: none;
  }

  .factor > summary {
    max-width: 540px;
  }

  .factor[open] {
    margin-block-end: 6px;
  }

  .factor[open] > summary {
    font-weight: 600;
  }

  .factor .name {
    flex: 1;
    min-width: 0;
  }

  .factor:not([open]) .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .factor .points {
    flex: none;
    min-width: 2.2em;
    direction: ltr;
    text-align: right;
  }

  .factor > :not(summary) {
    margin-inline-start: calc(1em + 6px);
  }

  .factor ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 280px), 1fr));
    gap: 0 20px;
    padding: 0;
    list-style: none;
  }

  .factor li {
    display: flex;
    gap: 10px;
    min-height: 24px;
    align-items: center;
  }

  .factor li a {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: plaintext;
  }

  @container detail (width < 480px) {
    .panel:has(details.risk) {
      grid-template-columns: minmax(0, 1fr);
    }

    .risk > summary {
      flex-wrap: wrap;
    }
  }

  session-plugin-slot .rules {
    display: grid;
    gap: 10px;
    padding: 0;
    list-style: none;
  }

  .rules li {
    padding-inline-start: 10px;
    border-inline-start: 2px solid var(--_accent);
  }

  .rules [data-state='FAILED'] {
    border-color: var(--_danger);
  }

  .rules [data-state='DELETED'] {
    border-color: var(--_border);
  }

  .rules [data-state='DELETED'] :is(b, code) {
    color: var(--_muted);
    text-decoration: line-through;
  }

  .rules p:first-child {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }

  .rules code {
    font-family: var(--sessions-mono-font, ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace);
    font-size: 0.94em;
    unicode-bidi: isolate;
  }

  [aria-disabled='true'] {
    opacity: 0.5;
    cursor: default;
  }

  .confirm {
    max-width: min(420px, calc(100vw - 32px));
    padding: 16px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
  }

  .confirm::backdrop {
    background: rgb(0 0 0 / 35%);
  }

  .confirm p {
    margin: 0 0 14px;
    overflow-wrap: anywhere;
  }

  .confirm .answers {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    margin: 0;
  }
`;
