import { css } from 'lit';

/**
 * What stands in cells: lines that are cut off, values, marks. An id too is cut at its end on any page. Addresses and paths read
 * from the left, and a name in another direction does not turn its neighbours around. Firefox has no ellipsis where the text
 * finds its direction by itself: addresses, hosts, paths and keys are written from the left whoever wrote them.
 */
export const cells = css`
  .link {
    font-weight: 500;
  }

  td a,
  .link {
    text-decoration: none;
  }

  :is(td, th) a:hover {
    text-decoration: underline;
  }

  .line {
    display: flex;
    align-items: baseline;
    gap: 6px;
    min-inline-size: 0;
    white-space: nowrap;
  }

  .line > * {
    flex: 0 0 auto;
  }

  .note,
  .note > div {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .note > div:has(> .mono) {
    direction: ltr;
    text-align: match-parent;
  }

  .line > .value:not(.short),
  .line > .text {
    flex: 0 1 auto;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .last-seen .line {
    flex-wrap: wrap;
    align-items: center;
    row-gap: 2px;
  }

  .badge {
    padding-inline: 6px;
    font-size: 0.92em;
  }

  .part {
    padding-inline: 5px;
    border: 1px solid var(--_border);
    border-radius: 4px;
    font-size: 0.92em;
  }

  .value {
    margin: 0 -3px;
    padding: 0 3px;
    border: 0;
    border-radius: 4px;
    background: transparent;
    text-align: start;
    cursor: pointer;
  }

  .value,
  .number {
    unicode-bidi: plaintext;
  }

  :is(.ips, .hosts, .endpoints, .key) .value {
    direction: ltr;
    unicode-bidi: isolate;
  }

  .value:hover,
  .value[aria-expanded] {
    background: color-mix(in srgb, var(--_accent) 14%, transparent);
    color: var(--_accent);
  }

  .line > .value:focus-visible {
    outline-offset: -2px;
  }

  .line > .tag:not(.short) {
    min-inline-size: 5ch;
    margin: 0;
    text-align: center;
    padding-inline: 5px;
    border: 1px solid var(--_border);
    font-size: 0.92em;
  }

  .requests .note,
  .status .note {
    white-space: normal;
  }

  .number.alert {
    font-weight: 600;
  }
`;
