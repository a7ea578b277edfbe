/** The elements that a page may use; the others are parts of theirs. */
const PUBLIC = new Set([
  'sessions-plugin',
  'sessions-provider',
  'session-explorer',
  'session-list',
  'session-filters',
  'session-detail',
  'session-timeline',
  'explore-in-sessions-button',
]);

export default {
  globs: ['**/*.ts'],
  exclude: ['dist', 'node_modules', 'generated', '*.ts'],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
  plugins: [
    {
      name: 'public-only',
      packageLinkPhase({ customElementsManifest }) {
        customElementsManifest.modules = customElementsManifest.modules.flatMap(publicModule);
      },
    },
  ],
};

/** A module as the package has it, with its element alone; none: it has no public element. */
function publicModule({ path: source, declarations, ...module }) {
  const element = declarations.find(({ tagName }) => PUBLIC.has(tagName));
  if (!element) return [];
  const path = `dist/${source.replace(/\.ts$/, '.js')}`;
  const declaration = { name: element.name, module: path };
  return {
    ...module,
    path,
    declarations: [publicFace(element)],
    exports: [
      { kind: 'js', name: element.name, declaration },
      { kind: 'custom-element-definition', name: element.tagName, declaration },
    ],
  };
}

/** What a page may rely on: no private members, and the events that are described, not those that are passed on. */
function publicFace({ members = [], attributes = [], events = [], superclass: _superclass, ...element }) {
  const isPublic = ({ privacy = 'public', static: isStatic, name }) =>
    privacy === 'public' && (!isStatic || name === 'define');
  const own = ({ inheritedFrom: _inheritedFrom, ...item }) => item;
  return {
    ...element,
    attributes: attributes.map(own),
    members: members.filter(isPublic).map(own),
    events: events.filter(({ description }) => description),
  };
}
