import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './markdown';

/** The names of the members of an interface, from its source. */
export function membersOf(path: string, interfaceName: string): string[] {
  const declaration = declarationsIn(path).find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === interfaceName,
  );
  if (declaration === undefined) throw new Error(`${path} has no interface ${interfaceName}.`);
  return declaration.members.map((member) => member.name?.getText() ?? '');
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
