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
    exportedTypes(),
    {
      name: 'public-only',
      packageLinkPhase({ customElementsManifest }) {
        customElementsManifest.schemaVersion = '2.1.0';
        customElementsManifest.modules = customElementsManifest.modules.flatMap(publicModule);
      },
    },
  ],
};

/** Types that a module passes on are exports of it, too: those of the members and events of its element. */
function exportedTypes() {
  return {
    name: 'exported-types',
    analyzePhase({ ts, node, moduleDoc }) {
      if (!ts.isExportDeclaration(node) || !node.isTypeOnly || !node.exportClause) return;
      moduleDoc.types ??= [];
      moduleDoc.types.push(...node.exportClause.elements.map(({ name }) => name.text));
    },
  };
}

/** A module as the package has it, with its element alone; none: it has no public element. */
function publicModule({ path: source, declarations, types = [], ...module }) {
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
      ...types.map((name) => ({ kind: 'js', name, declaration: { name, module: path } })),
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
    members: members.filter(isPublic).map(own).map(withoutThis),
    events: events.filter(({ description }) => description),
  };
}

/** What TypeScript calls the parameter `this` is none. */
function withoutThis({ parameters, ...member }) {
  return parameters ? { ...member, parameters: parameters.filter(({ name }) => name !== 'this') } : member;
}
