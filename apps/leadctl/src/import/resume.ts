import { type Runtime } from '@tasuki/runtime';
import { stat } from 'node:fs/promises';
import { type Progress, type ProgressFile, progressFile } from './progress';
import { type Sources } from './sources';

/** The progress file of this import into this installation, and what an earlier run left in it. */
export async function openProgress(
  { path, key }: Sources,
  report: string | undefined,
  tasuki: Runtime,
): Promise<{ progress: ProgressFile; before: Progress | undefined }> {
  const installation = await fingerprint(tasuki);
  const progress = progressFile(`${report ?? path}.progress`, await key(installation));
  const before = await progress.read();
  const isUsable =
    before !== undefined &&
    (await tasuki.store.head()) >= before.position &&
    (await sizeOf(report ?? reportOf(path))) >= before.reportLength;
  return { progress, before: isUsable ? before : undefined };
}

export function reportOf(path: string): string {
  return `${path}.rejected.csv`;
}

/** Differs from installation to installation, since every one has an identity key of its own. */
async function fingerprint({ personalData }: Runtime): Promise<string> {
  const [identity] = await personalData.identities({
    external: { system: 'leadctl', id: 'import' },
  });
  return identity!.hash;
}

/** 0 for a file that is not there. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
