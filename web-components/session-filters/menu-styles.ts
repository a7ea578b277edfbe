import { css } from 'lit';

export const menuStyles = css`
  .menu {
    width: 320px;
    max-height: min(540px, calc(100vh - 16px));
  }

  .menu:popover-open {
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 10px;
  }

  .menu.more {
    width: 260px;
  }

  .menu.time {
    width: 340px;
    gap: 10px;
  }

  .head {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 28px;
  }

  .head .segments {
    flex: none;
  }

  .match {
    max-width: 100%;
  }

  .head strong {
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  .clear {
    margin-inline-start: auto;
    color: var(--_accent);
  }

  .clear[aria-disabled='true'] {
    visibility: hidden;
  }

  .columns {
    display: flex;
    justify-content: space-between;
    padding: 0 8px;
    margin-block-end: -6px;
    font-size: 0.9em;
  }

  [role='listbox'] {
    flex: 0 1 auto;
    min-height: 5.5rem;
    max-height: 17.5rem;
    margin: 0 -4px;
    padding: 0 4px;
    overflow: auto;
    list-style: none;
    outline: none;
  }

  [role='listbox']:focus-visible [role='option'].active {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }

  [role='listbox'].stale {
    opacity: 0.6;
  }

  [role='listbox'].presets,
  .more [role='listbox'] {
    flex: none;
    min-height: 0;
    max-height: none;
  }

  .more [role='listbox'] {
    flex: 0 1 auto;
    max-height: 25rem;
  }

  [role='listbox'] [role='group'] + [role='group'] {
    margin-block-start: 10px;
  }

  [role='group'] > .columns {
    margin-block-end: 2px;
  }

  [role='option'] {
    position: relative;
    display: flex;
    align-items: baseline;
    gap: 6px;
    padding: calc(1px + 2px * var(--_density)) 8px;
    border-radius: calc(var(--_radius) - 2px);
    cursor: pointer;
  }

  [role='option']:hover {
    background: var(--_hover);
  }

  [role='option'].active {
    background: color-mix(in srgb, currentColor 10%, transparent);
  }

  [role='option'][aria-selected='true'] .name {
    font-weight: 600;
  }

  .tick {
    align-self: center;
    display: flex;
    width: 1em;
    flex: none;
    color: var(--_accent);
  }

  [role='option'] .name {
    display: flex;
    flex: 1 1 auto;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 6px;
    min-width: 0;
  }

  .tag {
    flex: none;
    padding: 0 5px;
    border: 1px dashed var(--_danger);
    border-radius: 4px;
    font-size: 0.85em;
    color: var(--_danger);
  }

  .note {
    margin: 0;
    padding: 0 8px;
    min-height: 1.45em;
    font-size: 0.92em;
  }

  .problem {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    margin: 0;
    color: var(--_danger);
  }

  .problem span {
    flex: 1;
  }

  .classes {
    display: grid;
    grid-template-columns: repeat(4, 1fr);
    gap: 6px;
  }

  .classes .button {
    border-color: var(--_border);
  }

  .classes [aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_selected);
    font-weight: 600;
  }

  session-plugin-slot label {
    display: grid;
    gap: 4px;
  }

  .form {
    display: grid;
    gap: 8px;
  }

  .form p {
    margin: 0;
  }

  .form > .segments {
    justify-self: start;
  }

  .form textarea {
    resize: vertical;
  }

  .form > .primary {
    justify-self: end;
  }

  .ends {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 8px;
  }

  .ends label {
    display: grid;
    gap: 2px;
    min-width: 0;
  }

  .ends input {
    min-width: 0;
    width: 100%;
  }

  .time .form {
    padding-block-start: 10px;
    border-block-start: 1px solid var(--_border);
  }

  .time .ends {
    grid-template-columns: 1fr;
  }

  .time .ends label {
    grid-template-columns: 4em 1fr;
    align-items: center;
  }

  .last {
    display: flex;
    align-items: center;
    gap: 8px;
  }

  .last label {
    display: flex;
    align-items: center;
    gap: 8px;
  }

  .last input {
    width: 5.5em;
  }

  .last .button {
    margin-inline-start: auto;
  }

  @media (forced-colors: active) {
    [role='option'].active {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
