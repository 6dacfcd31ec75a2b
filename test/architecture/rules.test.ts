import assert from 'node:assert/strict';
import ts from 'typescript';
import { parseSource, placeOf, readSources, type SourceFile } from './support/sources';

const MOST_LINES = 350;
const sources = readSources();

/** The places of all nodes of a file for which the test holds. */
function find(file: SourceFile, isWanted: (node: ts.Node) => boolean): string[] {
  const places: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isWanted(node)) places.push(placeOf(file, node));
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return places;
}

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind)
  );
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === 'default';
  return hasModifier(node, ts.SyntaxKind.DefaultKeyword);
}

function isConsole(node: ts.Node): boolean {
  return (
    ts.isIdentifier(node) &&
    node.text === 'console' &&
    !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node)
  );
}

function isAny(node: ts.Node): boolean {
  return node.kind === ts.SyntaxKind.AnyKeyword;
}

/** An exported declaration without a comment of its own. */
function isUndocumented(node: ts.Node): boolean {
  if (!isExported(node) || !ts.isSourceFile(node.parent)) return false;
  // Of a function with several signatures the first is the one that speaks.
  if (ts.isFunctionDeclaration(node) && isLaterSignature(node)) return false;
  return ts.getJSDocCommentsAndTags(node).length === 0;
}

function isExported(node: ts.Node): boolean {
  return hasModifier(node, ts.SyntaxKind.ExportKeyword);
}

function isLaterSignature(node: ts.FunctionDeclaration): boolean {
  const siblings = node.getSourceFile().statements;
  const before = siblings[siblings.indexOf(node) - 1];
  return before !== undefined && ts.isFunctionDeclaration(before) && before.name?.text === node.name?.text;
}

describe('the sources', () => {
  it('have names in kebab-case', () => {
    const names = sources
      .map(({ path }) => path)
      .filter((path) => !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*[/.])+tsx?$/.test(path));
    assert.deepEqual(names, []);
  });

  it(`have at most ${MOST_LINES} lines`, () => {
    const long = sources
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > MOST_LINES);
    assert.deepEqual(long, []);
  });

  it('export by name', () => {
    assert.deepEqual(
      sources.flatMap((file) => find(file, isDefaultExport)),
      [],
    );
  });

  it("use no 'any'", () => {
    assert.deepEqual(
      sources.flatMap((file) => find(file, isAny)),
      [],
    );
  });

  it('write to no console', () => {
    assert.deepEqual(
      sources.flatMap((file) => find(file, isConsole)),
      [],
    );
  });

  it('have a comment at every export', () => {
    assert.deepEqual(
      sources.flatMap((file) => find(file, isUndocumented)),
      [],
    );
  });

  it('leave nothing to be written later', () => {
    const places = sources.filter(({ text }) => /\b(?:TODO|FIXME|XXX)\b/.test(text)).map(({ path }) => path);
    assert.deepEqual(places, []);
  });
});

describe('the rules about the sources', () => {
  const count = (text: string, isWanted: (node: ts.Node) => boolean): number =>
    find(parseSource('src/a.ts', text), isWanted).length;

  it('see what breaks them', () => {
    assert.equal(count('export default 1;', isDefaultExport), 1);
    assert.equal(count('export default function f() {}', isDefaultExport), 1);
    assert.equal(count('const a = 1; export { a as default };', isDefaultExport), 1);
    assert.equal(count('const a: any = 1; let b: Array<any>;', isAny), 2);
    assert.equal(count('console.log(1);', isConsole), 1);
    assert.equal(count('export const a = 1;', isUndocumented), 1);
  });

  it('let pass what keeps them', () => {
    assert.equal(count("const any = 'any'; // any", isAny), 0);
    assert.equal(count('view.console();', isConsole), 0);
    assert.equal(count('/** One. */ export const a = 1;', isUndocumented), 0);
    assert.equal(count("export { a } from './b';", isUndocumented), 0);
  });
});
