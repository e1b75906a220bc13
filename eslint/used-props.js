/**
 * What is read of the syntax tree of a type.
 * @typedef {{
 *   type: string, loc?: import('estree').SourceLocation | null | undefined, name?: string, computed?: boolean, key?: Syntax, value?: unknown, id?: Syntax, typeName?: Syntax, expression?: Syntax,
 *   body?: Syntax | readonly Syntax[], members?: readonly Syntax[], types?: readonly Syntax[], extends?: readonly Syntax[],
 *   properties?: readonly Syntax[], typeAnnotation?: Syntax,
 * }} Syntax
 */

/** @param {Syntax | undefined} key @returns {string | undefined} */
const nameOf = (key) => key?.name ?? (typeof key?.value === 'string' ? key.value : undefined);

/**
 * The properties that a type declares in this file.
 * @param {Syntax | undefined} type @param {ReadonlyMap<string, Syntax>} declared types of this file @returns {readonly Syntax[]}
 */
function membersOf(type, declared) {
  if (type === undefined) return [];
  const { body } = type;
  /** @param {readonly (Syntax | undefined)[]} types */
  const ofAll = (types) => types.flatMap((each) => membersOf(each, declared));
  switch (type.type) {
    case 'TSTypeLiteral':
      return type.members ?? [];
    case 'TSIntersectionType':
      return ofAll(type.types ?? []);
    case 'TSInterfaceDeclaration':
      return [
        ...ofAll((type.extends ?? []).map(({ expression }) => declared.get(expression?.name ?? ''))),
        ...ofAll([body].flat()),
      ];
    case 'TSInterfaceBody':
      return [body ?? []].flat();
    case 'TSTypeAliasDeclaration':
      return ofAll([type.typeAnnotation]);
    case 'TSTypeReference':
      return ofAll([declared.get(type.typeName?.name ?? '')]);
    default:
      return [];
  }
}

/**
 * ESLint rule: a component takes every property out of `$props()` that it declares. As `svelte/no-unused-props`, which
 * needs types, and with them three times as long.
 * @type {import('eslint').Rule.RuleModule}
 */
export const usedProps = {
  meta: { type: 'problem', schema: [], messages: { unused: "'{{name}}' is declared as a property, and not taken." } },
  create(context) {
    /** @type {Map<string, Syntax>} */
    const declared = new Map();
    /** @type {Syntax[]} */
    const patterns = [];
    /** @param {Syntax} node */
    const declare = (node) => void declared.set(node.id?.name ?? '', node);
    return {
      TSInterfaceDeclaration: declare,
      TSTypeAliasDeclaration: declare,
      'VariableDeclarator[init.callee.name="$props"] > ObjectPattern': (/** @type {Syntax} */ node) =>
        void patterns.push(node),
      'Program:exit': () => {
        for (const { properties = [], typeAnnotation } of patterns) {
          // What is left over, or named by a value, may be anything.
          if (properties.some(({ type, computed }) => type !== 'Property' || computed === true)) continue;
          const taken = new Set(properties.map(({ key }) => nameOf(key)));
          for (const { key, loc } of membersOf(typeAnnotation?.typeAnnotation, declared)) {
            const name = nameOf(key);
            if (name === undefined || taken.has(name)) continue;
            context.report({ loc: loc ?? { line: 1, column: 0 }, messageId: 'unused', data: { name } });
          }
        }
      },
    };
  },
};
