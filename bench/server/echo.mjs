// The peer of bench/serve.mjs: a botbuilder bot that counts turns and says what it heard, behind the same server and store.
import { ActivityHandler, ConversationState } from '#src/bot/sdk.js'
import { readConfig } from '#src/config/config.js'
import { startServer } from '#src/server/start-server.js'
import { openStore } from '#src/state/open.js'

class EchoBot extends ActivityHandler {
  constructor(storage) {
    super()
    const conversation = new ConversationState(storage)
    const turns = conversation.createProperty('turns')
    this.onMessage(async (context, next) => {
      const turn = (await turns.get(context, 0)) + 1
      await turns.set(context, turn)
      await context.sendActivity(`${turn}: ${context.activity.text}`)
      await conversation.saveChanges(context)
      await next()
    })
  }

  async recover() {}
}

const { url } = await startServer(
  { ...readConfig(), port: 0, logLevel: 'silent' },
  {
    openServices: async (config, log) => {
      const store = await openStore(config.databaseUrl)
      return { recognizer: { domain: 'echo' }, bot: new EchoBot(store.storage), store, config, log }
    },
  },
)
console.log(url)
