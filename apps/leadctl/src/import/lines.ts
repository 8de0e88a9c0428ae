import { reasonOf, StartupError } from '@tasuki/platform';
import { createReadStream } from 'node:fs';

/** One line of a text file with its terminator; a text beyond the limit is cut off. */
export interface Line {
  /** 1 for the first line, as editors count. */
  readonly number: number;
  readonly text: string;
}

/** What no line and no record may exceed, so that memory stays bounded whatever a file holds. */
export const maxRecordLength = 1_000_000;

export interface TextFile {
  readonly path: string;
  /** As `TextDecoder` names it; a byte order mark is left out. */
  readonly encoding: string;
  /** How many bytes were read on. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * The lines of a file of any size, read as they are asked for.
 * @throws StartupError when the file cannot be read
 */
export async function* linesOf({ path, encoding, onBytes }: TextFile): AsyncGenerator<Line> {
  const decoder = new TextDecoder(encoding);
  let number = 1;
  let rest = '';
  for await (const chunk of chunksOf(path)) {
    onBytes?.(chunk.length);
    const text = rest + decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      yield { number, text: text.slice(start, end + 1) };
      number += 1;
      start = end + 1;
    }
    rest = text.slice(start, start + maxRecordLength + 1);
  }
  rest += decoder.decode();
  if (rest !== '') yield { number, text: rest };
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Buffer;
  } catch (error) {
    throw new StartupError(`The file ${path} cannot be read (${reasonOf(error)}).`);
  }
}
