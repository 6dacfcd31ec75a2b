import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './markdown';

/** The names of the members of an interface, from its source; those of what it extends first. */
export function membersOf(path: string, interfaceName: string): string[] {
  const declaration = declarationsIn(path).find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === interfaceName,
  );
  if (declaration === undefined) throw new Error(`${path} has no interface ${interfaceName}.`);
  const bases = (declaration.heritageClauses ?? []).flatMap(({ types }) =>
    types.map((type) => type.getText()),
  );
  const inherited = bases.flatMap((base) => membersOf(sourceOf(path, base), base));
  return [...inherited, ...declaration.members.map((member) => member.name?.getText() ?? '')];
}

/** The file in which a name that a file uses is declared: one that it imports, or itself. */
function sourceOf(path: string, name: string): string {
  const from = declarationsIn(path).find(
    (statement): statement is ts.ImportDeclaration =>
      ts.isImportDeclaration(statement) &&
      new RegExp(`\\b${name}\\b`).test(statement.importClause?.getText() ?? ''),
  )?.moduleSpecifier;
  return from === undefined || !ts.isStringLiteral(from) ? path : join(dirname(path), `${from.text}.ts`);
}

/** The words of a type that is a choice between them, from its source. */
export function wordsOf(path: string, typeName: string): string[] {
  const declaration = declarationsIn(path).find(
    (statement): statement is ts.TypeAliasDeclaration =>
      ts.isTypeAliasDeclaration(statement) && statement.name.text === typeName,
  );
  if (declaration === undefined) throw new Error(`${path} has no type ${typeName}.`);
  return [...declaration.type.getText().matchAll(/'([^']+)'/g)].map(([, word = '']) => word);
}

function declarationsIn(path: string): readonly ts.Statement[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true).statements;
}
