import type { Services, Turn } from './turn.js'

/**
 * Whether somebody says that they would rather not live. Figures of speech ('죽고 싶을 만큼 지루했어'), other people's wishes ('주인공이 죽고
 * 싶어 하는') and titles that are known say nothing of it. What is not plainly one of those is taken for it.
 */
export async function despairs(turn: Turn, { texts: { intents } }: Services): Promise<boolean> {
  if (!intents.is('despair', turn.text)) return false
  const { opinion, rest } = await turn.read()
  return !intents.is('figure', turn.text) && (opinion.item === null || intents.is('despair', rest))
}
