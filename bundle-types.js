// Makes one file of the types of a module: the declarations that its exports need, and those that
// these need, with their comments. So the types of a package depend on nothing but Node's own.
import path from 'node:path';
import ts from 'typescript';

/** What tsc would write as declarations, by source file. */
function declarationsBySource(entry) {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [entry] }, ts.sys, '.');
  const emit = { ...options, declaration: true, emitDeclarationOnly: true, stripInternal: true };
  const program = ts.createProgram([entry], emit);
  const texts = new Map();
  program.emit(undefined, (_name, text, _mark, _error, [source]) =>
    texts.set(path.resolve(source.fileName), text),
  );
  return texts;
}

/** Names in a declaration that may be those of other declarations. */
function namesIn(node, found = new Set()) {
  if (ts.isIdentifier(node)) found.add(node.text);
  node.forEachChild((child) => void namesIn(child, found));
  return found;
}

/** A file's declarations by name, what it imports, and what it passes on. */
function read(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const module = { own: new Map(), from: new Map(), exported: new Map() };
  const resolve = (name) => (name.startsWith('.') ? new URL(name, `file://${file}`).pathname : name);
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const names = statement.importClause?.namedBindings?.elements ?? [];
      for (const { name, propertyName } of names)
        module.from.set(name.text, {
          file: resolve(statement.moduleSpecifier.text),
          name: (propertyName ?? name).text,
        });
    } else if (ts.isExportDeclaration(statement)) {
      for (const { name } of statement.exportClause?.elements ?? []) {
        module.exported.set(name.text, statement.isTypeOnly);
        if (statement.moduleSpecifier)
          module.from.set(name.text, { file: resolve(statement.moduleSpecifier.text), name: name.text });
      }
    } else {
      const declared = statement.name ?? statement.declarationList?.declarations[0]?.name;
      if (!declared) continue;
      module.own.set(declared.text, [...(module.own.get(declared.text) ?? []), statement]);
      if (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
        module.exported.set(
          declared.text,
          ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement),
        );
    }
  }
  return module;
}

/**
 * @param entry path of the module's source
 * @returns the text of a declaration file
 */
export function declarations(entry) {
  const texts = declarationsBySource(entry);
  const modules = new Map([...texts].map(([file, text]) => [file, read(file, text)]));
  const placed = new Map();
  const imports = new Set();
  const out = [];
  const place = (file, name) => {
    const module = modules.get(file);
    const statements = module?.own.get(name);
    if (!statements) {
      const source = module?.from.get(name);
      if (!source) return; // a global
      if (source.file.startsWith('/')) return place(source.file, source.name);
      if (!source.file.startsWith('node:'))
        throw new Error(`${name} of ${source.file} is in the library's types`);
      imports.add(`import type { ${name} } from '${source.file}';`);
      return;
    }
    if (placed.get(name) === file) return;
    if (placed.has(name)) throw new Error(`two declarations of ${name}: in ${file} and ${placed.get(name)}`);
    placed.set(name, file);
    for (const statement of statements) {
      const declaration = /^(?:export )?(?:declare )?/;
      const keyword =
        ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) ? '' : 'declare ';
      const comment = statement.getFullText().slice(0, statement.getLeadingTriviaWidth());
      const doc = /\/\*\*(?:(?!\*\/)[^])*\*\/\s*$/.exec(comment)?.[0] ?? '';
      out.push(`${doc}${statement.getText().replace(declaration, keyword)}\n`);
      for (const needed of namesIn(statement)) place(file, needed);
    }
  };
  const start = path.resolve(entry);
  const exported = [...modules.get(start).exported].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name] of exported) place(start, name);
  const names = exported.map(([name, isType]) => (isType ? `type ${name}` : name));
  return `${[...imports].sort().join('\n')}\n\n${out.join('\n')}\nexport { ${names.join(', ')} };\n`;
}
