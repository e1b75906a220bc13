// Imported before svelte-eslint-parser, which reads this when it is loaded: TypeScript sees every component as the parser
// translates it, not as the file that it can't read. Types of properties are known, and a program serves all components
// instead of one each, which halves the time of linting them.
process.env['SVELTE_ESLINT_PARSER_EXPERIMENTAL_TS_SYS_HOOK'] = '1';
