import { getMetadataStorage } from 'class-validator';
import { type Door, openDoor } from '../support/door';
import { type ApiDocument, operationsOf, readDocument } from './api-operations';
import { type DtoClass, dtoClasses, dtoConstructors } from './dto-classes';

describe('the fields of the OpenAPI document', () => {
  let door: Door;
  let document: ApiDocument;
  beforeAll(async () => {
    door = await openDoor({ projecting: false });
    document = await readDocument(door);
  });
  afterAll(() => door.remove());

  const classes = dtoClasses();
  const sorted = (names: Iterable<string>) => [...names].sort();
  const documented = (name: string) => document.components.schemas[name]?.properties;

  /** The queries of all operations, each as the names of its parameters. */
  const queries = () =>
    operationsOf(document).map(({ parameters }) =>
      sorted(parameters.flatMap((one) => (one.in === 'query' ? one.name : []))).join(),
    );

  const isQuery = ({ name }: DtoClass) => /Query(Dto)?$/.test(name);

  it('are those of the classes, and the other way round', () => {
    const bodies = classes.filter((one) => !isQuery(one) && documented(one.name) !== undefined);
    expect(bodies.length).toBeGreaterThan(70);
    for (const { name, fields } of bodies) {
      expect([name, sorted(Object.keys(documented(name)!))]).toEqual([name, sorted(fields)]);
    }
    expect(sorted(Object.keys(document.components.schemas))).toEqual(
      sorted(bodies.map(({ name }) => name)),
    );
    const left = classes.filter((one) => !isQuery(one) && documented(one.name) === undefined);
    expect(left.filter(({ isBase }) => !isBase)).toEqual([]);
  });

  it('of queries are the parameters of an operation', () => {
    const those = classes.filter(isQuery);
    expect(those.length).toBeGreaterThan(0);
    for (const { name, fields, isBase } of those) {
      const isThere = queries().includes(sorted(fields).join());
      expect([name, isThere || isBase]).toEqual([name, true]);
    }
    const known = those.map(({ fields }) => sorted(fields).join());
    expect(queries().filter((query) => query !== '' && !known.includes(query))).toEqual([]);
  });

  it('of input have rules, and nothing has that is no field', async () => {
    const constructors = await dtoConstructors();
    const checkedByHand = ['BulkCapturesDto', 'BulkActivitiesDto'];
    const inBodies = namesIn(operationsOf(document).map(({ bodySchema }) => bodySchema));
    const inputs = classes.filter(
      (one) => isQuery(one) || (inBodies.has(one.name) && !checkedByHand.includes(one.name)),
    );
    expect(inputs.length).toBeGreaterThan(25);
    for (const { name, fields } of inputs) {
      const rules = getMetadataStorage().getTargetValidationMetadatas(
        constructors.get(name)!,
        '',
        true,
        false,
      );
      const ruled = new Set(rules.map(({ propertyName }) => propertyName));
      expect([name, sorted(ruled)]).toEqual([name, sorted(fields)]);
    }
  });

  /** Every schema that these refer to, at any depth. */
  function namesIn(value: unknown, found = new Set<string>()): Set<string> {
    for (const [, name] of JSON.stringify(value).matchAll(/schemas\/(\w+)"/g)) {
      if (found.has(name!)) continue;
      found.add(name!);
      namesIn(document.components.schemas[name!], found);
    }
    return found;
  }
});
