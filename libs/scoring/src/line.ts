import { type Contribution } from '@tasuki/lead';
import { type Hundredths } from './rounding';

/** What one activity, or one attribute, is worth under one rule. */
export interface Part {
  readonly at: number;
  readonly version: number;
  readonly cause: string | null;
  readonly worth: Hundredths;
}

/** One rule's line of the explanation before caps. `parts` are what counted, earliest first. */
export interface Line {
  readonly rule: string;
  readonly kind: Contribution['kind'];
  readonly group: string | null;
  readonly seen: number;
  /** What one counted part is worth before decay. */
  readonly each: Hundredths;
  readonly parts: readonly Part[];
  readonly remark?: Contribution['remark'];
}
