import { type Position } from './event-store';

const width = 20;

/** From an adapter's own ordinal: its decimal digits, filled up to the fixed width. */
export function positionOf(ordinal: number | bigint | string): Position {
  return String(ordinal).padStart(width, '0');
}

/** @throws RangeError when it is no position */
export function ordinalOf(position: Position): number {
  if (!/^\d{20}$/.test(position)) throw new RangeError(`${position} is no position of 20 digits`);
  return Number(position);
}
