const prefix = 'lead-';

/** All leads' streams begin so. */
export const leadStreams = prefix;

export function leadStream(leadId: string): string {
  return prefix + leadId;
}

export function leadIdOf(stream: string): string {
  return stream.slice(prefix.length);
}
