import { Type as TransformTo } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsNotEmptyObject, IsObject, ValidateNested } from 'class-validator';
import { field, type FieldOptions, rule } from './field';

type Constructor = new () => object;

/** Nest's documentation knows a type that is named late by its function's name: it must be `type`. */
export function NestedField(of: () => Constructor, options: FieldOptions) {
  return field(options, { type: () => of(), minProperties: 1 }, [
    IsObject(rule('is no object', 'an object')),
    IsNotEmptyObject({}, rule('is empty', 'an object with at least one field')),
    ValidateNested(),
    TransformTo(of),
  ]);
}

export function ListField(of: () => Constructor, options: FieldOptions & { readonly max: number }) {
  const { max } = options;
  return field(options, { type: () => of(), isArray: true, maxItems: max }, [
    IsArray(rule('is no list', `a list of at most ${max}`)),
    ArrayMaxSize(max, rule('is too long', `at most ${max}`)),
    IsObject({ each: true, ...rule('holds what is no object', 'objects') }),
    ValidateNested({ each: true }),
    TransformTo(of),
  ]);
}
