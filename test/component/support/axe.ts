import axe from 'axe-core';

/**
 * Serious findings of axe in the document as it stands: rule, meaning and place.
 * @param rules those that are asked; all by default
 */
export async function seriousViolations(...rules: string[]): Promise<string[]> {
  const chosen = rules.length === 0 ? {} : { runOnly: rules };
  const { violations } = await axe.run({ resultTypes: ['violations'], ...chosen });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
}
