// Takes turns on the database at argv[2] until it is killed, and says each of its steps: 'begin CONVERSATION N', 'done CONVERSATION N'.
import { writeSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { openStore } from '#src/state/open.js'

const [path, task] = process.argv.slice(2)
const store = await openStore(`file:${path}`)
const report = (...words) => writeSync(1, `${words.join(' ')}\n`)

async function talk(id) {
  for (;;) {
    const key = `state of ${id}`
    const n = ((await store.storage.read([key]))[key]?.n ?? 0) + 1
    await store.turn({
      conversation: { channel: 'directline', id },
      user: id,
      incoming: { type: 'message', text: `말 ${n}` },
      delivery: `delivery ${n}`,
      body: async () => {
        report('begin', id, n)
        await store.storage.write({ [key]: { n, filler: 'x'.repeat((n * 997) % 9000) } })
        await wait(n % 3)
        return { replies: [{ type: 'message', text: `답 ${n}` }], forget: false }
      },
    })
    report('done', id, n)
  }
}

async function tellAndForget(id) {
  for (let n = 1; ; n += 1) {
    const say = (text, forget) =>
      store.turn({
        conversation: { channel: 'directline', id },
        user: id,
        incoming: { type: 'message', text },
        delivery: null,
        body: async () => ({ replies: [{ type: 'message', text: forget ? '지웠어요.' : text }], forget }),
      })
    await say(`[secret ${process.pid}.${n}]`, false)
    report('begin', id, `${process.pid}.${n}`)
    await say('내 대화 지워줘', true)
    report('done', id, `${process.pid}.${n}`)
  }
}

await (task === 'forget' ? tellAndForget('f') : Promise.all(['a', 'b'].map(talk)))
