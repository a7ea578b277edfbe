import { css } from 'lit';

/**
 * How wide columns are. Together with those of the plugins that come along, and with that of matches, they fit into a window of
 * 1440 pixels. What a column without values gives goes to those that need it most, see fit-columns.ts.
 */
export const columns = css`
  .last-seen {
    position: sticky;
    inset-inline-start: 0;
    z-index: 1;
    --_width: 11.4em;
    padding-inline-start: 14px;
  }

  .requests {
    --_width: 7.2em;
  }

  .attacks {
    --_width: 9.4em;
  }

  .ips {
    --_width: 11.6em;
  }

  .flows {
    --_width: 9em;
  }

  .duration {
    --_width: 8em;
  }

  thead [data-unused] {
    inline-size: calc(var(--_width) - 3em);
    white-space: normal;
    line-height: 1.15;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .matches {
    --_width: calc(10.2em + 1.2em * var(--_unused, 0));
  }

  .endpoints {
    --_width: calc(13em + 1.8em * var(--_unused, 0));
  }
`;
