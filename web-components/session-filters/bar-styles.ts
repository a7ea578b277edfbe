import { css } from 'lit';

export const barStyles = css`
  :host([compact]) {
    --_density: var(--sessions-density, 0.7);
  }

  form[role='search'] {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    container-type: inline-size;
    gap: var(--_pad);
  }

  .bar,
  .line,
  .chips {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
  }

  .pill {
    max-width: 100%;
    padding-inline: 10px 6px;
    border-radius: calc(var(--_radius) + 10px);
    border-color: var(--_border);
  }

  .pill[data-menu='more'] {
    padding-inline-end: 12px;
    border-color: transparent;
  }

  .pill:hover,
  .pill[aria-expanded='true'] {
    border-color: var(--_control-border);
  }

  .pill.active {
    border-color: var(--_accent);
    background: var(--_selected);
  }

  .pill .value {
    max-width: 22ch;
    overflow: hidden;
    text-overflow: ellipsis;
    font-weight: 600;
  }

  .pill .arrow {
    display: flex;
    font-size: 0.9em;
    color: var(--_muted);
  }

  .field {
    position: relative;
    display: flex;
    align-items: center;
  }

  .field .icon {
    position: absolute;
    color: var(--_muted);
    inset-inline-start: 9px;
    pointer-events: none;
  }

  input:not([type='radio']),
  select,
  textarea {
    min-height: calc(20px + 8px * var(--_density));
    padding: 2px 8px;
    border: 1px solid var(--_control-border);
    border-radius: var(--_radius);
    background: transparent;
    color: inherit;
    font: inherit;
  }

  .field input[type='search'] {
    width: 100%;
    min-width: 0;
    padding-inline: 28px 8px;
  }

  .search {
    flex: 0 1 15rem;
    min-width: 11rem;
  }

  .search input[type='search'] {
    border-radius: calc(var(--_radius) + 10px);
    padding-inline-end: 30px;
  }

  .search kbd {
    position: absolute;
    inset-inline-end: 9px;
    padding: 0 5px;
    border: 1px solid var(--_border);
    border-radius: 4px;
    font: inherit;
    font-size: 0.85em;
    line-height: 1.4;
    color: var(--_muted);
    pointer-events: none;
  }

  .search input:focus + kbd,
  .search input:not(:placeholder-shown) + kbd {
    display: none;
  }

  .line {
    align-items: flex-start;
  }

  .chips {
    flex: 1 1 20rem;
    max-height: 9.5rem;
    /* Room for the outlines of chips at the edge. */
    padding: 3px;
    margin: -3px;
    margin-inline-end: 0;
    overflow: auto;
  }

  /* What stands behind the conditions is none of them, and goes on in their line. */
  .chips ul {
    display: contents;
    list-style: none;
  }

  .groups {
    display: grid;
    gap: 6px;
  }

  .group,
  .adds {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: 2px 6px;
  }

  .group {
    padding-inline-start: 10px;
    border-inline-start: 2px solid var(--_border);
  }

  .group .chips {
    flex: 1 1 12rem;
    align-items: center;
    padding-block: 0;
    margin-block: 0;
  }

  .joint {
    padding-block: 2px;
    white-space: nowrap;
  }

  .joint.button {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 1px 4px;
    margin-inline-start: -4px;
    min-height: 0;
  }

  .joint .arrow {
    display: flex;
    align-self: center;
    font-size: 0.9em;
    color: var(--_muted);
  }

  .adds .button,
  .button.small {
    color: var(--_muted);
    padding-inline: 4px;
    min-height: 0;
  }

  .pair {
    display: flex;
  }

  .chips li {
    max-width: 100%;
    min-width: 0;
  }

  .chip {
    display: flex;
    align-items: center;
    gap: 6px;
    max-width: min(100%, 26rem);
    padding: 1px 6px;
    padding-inline-start: 8px;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: color-mix(in srgb, currentColor 9%, transparent);
    cursor: pointer;
    text-align: start;
  }

  .chip.unread {
    border-color: var(--_danger);
    color: var(--_danger);
  }

  .chip > span {
    display: flex;
    gap: 4px;
    min-width: 0;
  }

  /* There is room below: a long value takes another line, and nothing of it is cut. */
  .chip bdi,
  [role='option'] bdi {
    min-width: 0;
    overflow-wrap: anywhere;
  }

  /* The usual muted colour is too weak on the ground of a chip. */
  .chip .name {
    white-space: nowrap;
    color: color-mix(in srgb, currentColor 78%, transparent);
  }

  .chip .icon {
    font-size: 0.85em;
    color: var(--_muted);
  }

  .chip:hover {
    background: color-mix(in srgb, currentColor 16%, transparent);
  }

  .chip:hover .icon {
    color: inherit;
  }

  .chip.not {
    border: 1px dashed var(--_danger);
    background: transparent;
  }

  .chip.not .name {
    color: var(--_danger);
  }

  .segments {
    display: inline-flex;
    max-width: 100%;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    overflow: clip;
    overflow-clip-margin: 4px;
  }

  .segments label {
    position: relative;
    display: flex;
    min-width: 0;
    cursor: pointer;
  }

  .segments label > span {
    display: block;
    padding: 1px 9px;
    border-radius: calc(var(--_radius) - 1px);
    text-align: center;
    color: var(--_muted);
  }

  .segments label:hover > span {
    color: inherit;
    background: var(--_hover);
  }

  .segments input:checked + span {
    background: var(--_selected);
    color: inherit;
    box-shadow: inset 0 0 0 1px var(--_accent);
  }

  .segments input:focus-visible + span {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }

  @media (forced-colors: active) {
    .segments input:checked + span,
    .pill.active {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }

    .chip {
      border-color: ButtonBorder;
    }
  }

  @container (max-width: 480px) {
    .search {
      flex: 1 1 11rem;
    }

    .chips,
    .group .chips {
      flex-basis: 100%;
    }
  }
`;
