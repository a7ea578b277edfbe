// What is generated from the custom elements manifest: a React entry, and types for Vue and Svelte. JSX types have a generator of
// their own.

const NOTE = '// Written by scripts from the custom elements manifest: do not edit.\n';

/** The elements of a manifest, by their tags. */
export function elementsOf({ modules }) {
  return modules
    .flatMap(({ path, declarations }) => declarations.map((element) => ({ ...element, path })))
    .sort((one, other) => (one.tagName < other.tagName ? -1 : 1));
}

/** Classes of the events of these elements, each once. */
export function eventClassesOf(elements) {
  return [...new Set(elements.flatMap(({ events }) => events.map(({ type }) => type.text)))].sort();
}

/**
 * Sources of the React entries, by their files: a component of each element in a module of its own, for bundlers that keep what an
 * unused import leads to (esbuild, where it splits), and one with all of them. They run in browsers alone, which `use client` tells those who render on servers.
 */
export function reactSources(elements) {
  const one = ({ name, path, tagName, description, events }) => {
    const props = events.map(({ name, type }) => `  ${handlerName(name)}: '${name}' as EventName<${type.text}>,`);
    const classes = eventClassesOf([{ events }]);
    const types = classes.length > 0 ? `import type { ${classes.join(', ')} } from '../../shared/events.ts';\n` : '';
    return [
      `react/${tagName}.ts`,
      `'use client';
${NOTE}${props.length > 0 ? "import type { EventName } from '@lit/react';\n" : ''}import { ${name} as Element } from '${path.replace(/^dist\//, '../../').replace(/\.js$/, '.ts')}';
${types}import { component } from './component.ts';

/** ${description.replaceAll('\n', ' ')} */
export const ${name} = /* @__PURE__ */ component(Element, {
${props.join('\n')}
});
`,
    ];
  };
  const all = elements.map(({ name, tagName }) => `export { ${name} } from './react/${tagName}.ts';`);
  return new Map([
    ['react/component.ts', COMPONENT],
    ...elements.map(one),
    ['react.ts', `'use client';\n${NOTE}${all.join('\n')}\n`],
  ]);
}

const COMPONENT = `'use client';
${NOTE}import { createComponent, type EventName } from '@lit/react';
import * as React from 'react';

/** A component of an element, which registers it. */
export function component<Element extends HTMLElement, Events extends Record<string, EventName>>(
  elementClass: (new () => Element) & { readonly tag: string; define(): void },
  events: Events,
) {
  elementClass.define();
  const inBrowser = createComponent({ react: React, tagName: elementClass.tag, elementClass, events });
  if (typeof document !== 'undefined') return inBrowser;
  // On a page that a server rendered, the element waits for its properties: else it would ask without them first.
  const onServer = React.forwardRef((props: object, ref) =>
    React.createElement(inBrowser as React.ElementType, { 'defer-hydration': '', ...props, ref }),
  );
  return onServer as unknown as typeof inBrowser;
}
`;

/** session-select: onSessionSelect. */
function handlerName(event) {
  return `on-${event}`.replace(/-(\w)/g, (_dash, letter) => letter.toUpperCase());
}

/** Fields that a page may set. */
const settable = ({ members }) =>
  members.filter(({ kind, readonly, static: isStatic }) => kind === 'field' && !readonly && !isStatic);

/** In a template a number may stand as an attribute does: `page-size="25"`. */
const GIVEN = `type Given<Value> = Value extends number ? Value | \`\${number}\` : Value;`;

/** Types of the elements in Vue's templates, in the manner of Vue's guide on custom elements. */
export function vueTypes(elements) {
  const entries = elements.map((element) => {
    const { tagName, name, events } = element;
    const props = settable(element).map((member) => `'${member.name}'`);
    const emits = events.map((event) => `'${event.name}': ${event.type.text}`);
    return `    '${tagName}': DefineCustomElement<${name}, { ${emits.join('; ')} }, ${props.join(' | ')}>;`;
  });
  const names = [...elements.map(({ name }) => name), ...eventClassesOf(elements)];
  return `${NOTE}import type { EmitFn, HTMLAttributes, PublicProps } from 'vue';
import type { ${names.join(', ')} } from './index.js';

type Emits<Events> = { [Name in keyof Events]: (event: Events[Name]) => void };
${GIVEN}

type DefineCustomElement<Element, Events, Props extends keyof Element> = new () => Element & {
  /** For templates only. */
  $props: HTMLAttributes & { [Name in Props]?: Given<Element[Name]> } & PublicProps;
  /** For templates only. */
  $emit: EmitFn<Emits<Events>>;
};

declare module 'vue' {
  interface GlobalComponents {
${entries.join('\n')}
  }
}
`;
}

/** Types of the elements in Svelte's templates, in the manner of Svelte's page on TypeScript; attributes by their names, too. */
export function svelteTypes(elements) {
  const entries = elements.map((element) => {
    const { tagName, name, attributes, events } = element;
    const props = settable(element).map((member) => `'${member.name}'`);
    const named = attributes
      .filter(({ name: attribute, fieldName }) => fieldName && attribute !== fieldName)
      .map(({ name: attribute, fieldName }) => `'${attribute}'?: Given<${name}['${fieldName}']>`);
    const handlers = events.map((event) => `'on${event.name}'?: (event: ${event.type.text}) => void`);
    return `    '${tagName}': Of<${name}, ${props.join(' | ')}> & { ${[...named, ...handlers].join('; ')} };`;
  });
  const names = [...elements.map(({ name }) => name), ...eventClassesOf(elements)];
  return `${NOTE}import type { HTMLAttributes } from 'svelte/elements';
import type { ${names.join(', ')} } from './index.js';

${GIVEN}
type Of<Element extends HTMLElement, Props extends keyof Element> = HTMLAttributes<Element> & {
  [Name in Props]?: Given<Element[Name]>;
};

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
${entries.join('\n')}
  }
}
`;
}
