/** What `leadctl` has to be told again where it was set for this start alone. */
const told = /^(KAFKA_.+|TASUKI_TOPIC.*|TASUKI_SOURCE|TASUKI_HOME)$/;

/**
 * For whoever wants to look at the topic, or to publish the history once more.
 * @param env of the processes
 */
export function beside(
  processes: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string {
  const settings = Object.entries(env)
    .flatMap(([name, value]) =>
      told.test(name) && value !== undefined ? [`${name}=${inShell(value)}`] : [],
    )
    .sort();
  return [
    `${processes.join(', ')} are running.`,
    'For a consumer of your own, or leadctl republish:',
    '',
    `  ${settings.join(' ')} npm run -s leadctl -- republish --to lead-history`,
    '',
  ].join('\n');
}

function inShell(value: string): string {
  return /^[\w./:,@+-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
