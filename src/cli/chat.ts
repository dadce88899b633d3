import { type BundleOptions, open } from './open.js'

export async function chat(options: BundleOptions): Promise<void> {
  const [recognizer, { createBot }, { runTerminal }] = await Promise.all([
    open(options),
    import('../bot/create-bot.js'),
    import('../channels/terminal.js'),
  ])
  const bot = createBot({ recognizer })
  await runTerminal({ bot, input: process.stdin, output: process.stdout, interactive: process.stdin.isTTY })
}
