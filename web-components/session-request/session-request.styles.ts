import { css } from 'lit';

export const requestStyles = css`
  :host {
    container: request / inline-size;
    position: relative;
    min-width: 0;
  }

  .blocks {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
  }

  section {
    min-width: 0;
  }

  h4,
  h5 {
    margin: 0 0 6px;
    font-size: 0.92em;
    font-weight: 600;
  }

  h5 {
    color: var(--_muted);
  }

  .line {
    display: flex;
    align-items: flex-start;
    gap: 6px;
    margin: 0 0 8px;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }

  .withheld {
    margin-inline-start: 4px;
    font-style: italic;
  }

  .copy {
    flex: none;
    min-height: 24px;
    margin-block: -3px;
    padding: 2px 5px;
  }

  .text .copy {
    margin-block: 0;
  }

  .text {
    position: relative;
  }

  .text .copy {
    position: absolute;
    inset-block-start: 4px;
    inset-inline-end: 4px;
    background: var(--_surface);
  }

  .text pre {
    padding-inline-end: 40px;
  }

  .value {
    white-space: normal;
    overflow-wrap: anywhere;
  }

  .value.tag {
    margin: 0;
  }

  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 20px;
    margin: 0;
  }

  .facts div {
    min-width: 0;
  }

  dt {
    color: var(--_muted);
    font-size: 0.92em;
  }

  dd {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 8px;
    margin: 0;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }

  .wide {
    overflow-x: auto;
  }

  .usual {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }

  .usual :is(th, td) {
    padding: 2px 20px 2px 0;
    text-align: end;
    font-weight: inherit;
    white-space: nowrap;
    vertical-align: top;
  }

  .usual :is(th, td):dir(rtl) {
    padding: 2px 0 2px 20px;
  }

  .usual :is(thead th, tbody th) {
    color: var(--_muted);
    font-size: 0.92em;
  }

  .usual :is(tbody th, .this, thead th:nth-child(2)) {
    text-align: start;
  }

  .usual .this {
    min-width: 120px;
  }

  .usual .degree {
    display: inline-flex;
    align-items: baseline;
    gap: 4px;
    margin-inline-start: 4px;
    font-weight: 600;
    white-space: nowrap;
  }

  .usual .degree .icon {
    align-self: center;
  }

  [aria-labelledby='performance'] p {
    max-width: 90ch;
    margin: 4px 0 0;
    font-size: 0.92em;
  }

  .parameters {
    display: grid;
    gap: 4px;
    margin: 0;
  }

  .parameters div {
    display: grid;
    grid-template-columns: minmax(0, 210px) 130px minmax(0, 1fr);
    gap: 0 20px;
  }

  .parameters dt {
    color: inherit;
    font-size: 1em;
    overflow-wrap: anywhere;
  }

  @container request (width < 560px) {
    .parameters div {
      display: block;
    }
  }

  .tag {
    padding: 0 5px;
    border: 1px solid currentColor;
    border-radius: 4px;
    font-family: inherit;
    font-size: 0.86em;
    color: var(--_muted);
    white-space: nowrap;
  }

  .attack {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    color: var(--_danger);
    font-weight: 600;
  }

  .struck {
    color: var(--_muted);
    text-decoration: line-through;
  }

  .detections {
    display: grid;
    gap: 12px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .detections > li {
    padding-inline-start: 10px;
    border-inline-start: 2px solid var(--_danger);
  }

  .detections > .false {
    border-color: var(--_border);
  }

  .found {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }

  .detections p {
    margin: 0 0 4px;
  }

  pre {
    max-height: 320px;
    min-height: 34px;
    margin: 6px 0 0;
    padding: 8px 10px;
    overflow: auto;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: color-mix(in srgb, currentColor 4%, transparent);
    font-family: var(--sessions-mono-font, ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace);
    font-size: 0.94em;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .raw {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(340px, 100%), 1fr));
    gap: 16px;
  }

  .raw > div {
    min-width: 0;
  }

  .query {
    margin-block-start: 8px;
    border-collapse: collapse;
  }

  .query :is(th, td) {
    padding: 2px 14px 2px 0;
    font-weight: inherit;
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }

  .query th {
    min-width: 60px;
    color: var(--_muted);
  }

  .query .found td:nth-child(2) {
    color: var(--_danger);
  }

  .query .attack {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    color: var(--_danger);
  }

  .sent summary {
    display: flex;
    align-items: center;
    gap: 4px;
    width: fit-content;
    min-height: 24px;
    border-radius: 4px;
    list-style: none;
    cursor: pointer;
  }

  .sent summary::-webkit-details-marker {
    display: none;
  }

  .sent summary h4 {
    margin: 0;
  }

  .sent summary .icon:dir(rtl) {
    scale: -1 1;
  }

  .sent[open] > summary .icon {
    rotate: 90deg;
  }

  .sent .query {
    font-variant-numeric: tabular-nums;
  }

  .sent .query :is(thead th, .muted) {
    font-size: 0.92em;
    white-space: nowrap;
  }

  .sent .query tbody th {
    color: inherit;
  }

  .sent .query .number {
    padding-inline-end: 0;
    text-align: end;
    white-space: nowrap;
  }

  .sent p {
    margin: 6px 0 0;
  }

  .headers {
    margin: 0;
  }

  .headers div {
    display: flex;
    gap: 8px;
    padding-block: 1px;
  }

  .headers dd {
    display: block;
    min-width: 0;
  }

  .headers dt {
    flex: none;
    max-width: 45%;
  }

  .headers dt::after {
    content: ':';
  }

  .body {
    margin: 8px 0 0;
  }

  .key {
    border-color: var(--_accent);
    color: var(--_accent);
  }

  .notice {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 0;
  }
`;
