import { expect, test } from 'vitest'
import type { Bot } from '#src/bot/bot.js'
import { askToForget } from '#src/bot/forget.js'
import { ConversationState, MemoryStorage } from '#src/bot/sdk.js'
import { TerminalAdapter } from '#src/channels/terminal.js'

/** Says what it heard before, and keeps it. */
function rememberingBot(): Bot {
  const state = new ConversationState(new MemoryStorage())
  const heard = state.createProperty<string[]>('heard')
  return {
    async run(context) {
      const all = await heard.get(context, [])
      await context.sendActivity(all.join(' ') || '처음이네요.')
      all.push(context.activity.text)
      if (context.activity.text === '잊어줘') askToForget(context)
      await state.saveChanges(context)
    },
    recover: async () => {},
  }
}

test('what is to be forgotten is not known any more in the terminal either', async () => {
  const terminal = new TerminalAdapter(rememberingBot(), 'terminal')
  const answers = []
  for (const text of ['비밀', '잊어줘', '나 누구게', '그래']) answers.push((await terminal.say(text)).lines[0])
  expect(answers).toEqual(['처음이네요.', '비밀', '처음이네요.', '나 누구게'])
})
