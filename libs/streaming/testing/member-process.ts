import { type ConsumerPlan, openConsumer } from './member';

/** What a member in a process of its own is told. */
export interface MemberTask {
  readonly plan: ConsumerPlan;
  readonly group: string;
  /** It never comes to the end of a batch that has a version from this one on. */
  readonly stuckFrom: number;
}

/** Says each message that it is handed, one line of JSON: `{ leadId, version }`. */
async function main({ plan, group, stuckFrom }: MemberTask): Promise<void> {
  const { consumer } = openConsumer(plan);
  const handle: Parameters<typeof consumer.run>[0]['handle'] = async (batch) => {
    const told = batch.flatMap((one) => ('message' in one ? [one.message] : []));
    for (const { subject, streamversion } of told) {
      process.stdout.write(`${JSON.stringify({ leadId: subject, version: streamversion })}\n`);
    }
    if (told.some(({ streamversion }) => streamversion >= stuckFrom)) await new Promise(() => {});
  };
  await consumer.run({ group, handle }, new AbortController().signal);
}

void main(JSON.parse(process.argv[2]!) as MemberTask);
