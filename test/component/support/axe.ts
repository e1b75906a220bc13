import axe from 'axe-core';

/** What axe finds that is serious in the document as it stands: its rule, what it means, and where. */
export async function seriousViolations(): Promise<string[]> {
  const { violations } = await axe.run({ resultTypes: ['violations'] });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
}
