import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..', '..');

/** A source file, read and parsed. */
export interface SourceFile {
  /** From the root, with slashes: `src/whatsgate/client.ts`. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** An import or re-export. */
export interface Import {
  /** `src/whatsgate/wire` for a file of ours, else the name of the package: `axios`, `node:http`. */
  readonly target: string;
  readonly isOurs: boolean;
  /** Whether nothing of it is left when the program runs. */
  readonly isTypeOnly: boolean;
  /** `path:line` */
  readonly place: string;
}

/** Every source file under `src`. */
export function readSources(): SourceFile[] {
  return readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `src/${name.split(sep).join('/')}`)
    .sort()
    .map((path) => parseSource(path, readFileSync(join(ROOT, path), 'utf8')));
}

export function parseSource(path: string, text: string): SourceFile {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** The room that a file or the target of an import belongs to: the folder under `src`, `index` for the root file. */
export function roomOf(path: string): string {
  return path.replace(/\.tsx?$/, '').split('/')[1] ?? '';
}

/** Everything that a file imports, types included, and by `import(…)` and `require(…)` too. */
export function importsOf(file: SourceFile): Import[] {
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      const isOurs = specifier.startsWith('.');
      const target = isOurs ? resolve(file.path, specifier) : packageOf(specifier);
      imports.push({ target, isOurs, isTypeOnly: isTypeOnly(node), place: placeOf(file, node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return imports;
}

/** `path:line` of a node. */
export function placeOf(file: SourceFile, node: ts.Node): string {
  return `${file.path}:${file.tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal);
  if (ts.isExternalModuleReference(node)) return textOf(node.expression);
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const loads =
    expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(expression) && expression.text === 'require');
  return loads ? textOf(node.arguments[0]) : undefined;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  return ts.isImportTypeNode(node) || (ts.isExportDeclaration(node) && node.isTypeOnly);
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function resolve(from: string, specifier: string): string {
  const path = normalize(join(dirname(from), specifier))
    .split(sep)
    .join('/');
  return path.replace(/\.js$/, '');
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
