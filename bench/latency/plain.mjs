// A server of Node's own that reads a JSON body and answers as many bytes as it is told to: what HTTP takes by itself, in a process of its own.
import { createServer } from 'node:http'

const body = JSON.stringify({ filler: 'x'.repeat(Number(process.argv[2]) - '{"filler":""}'.length) })
const headers = { 'content-type': 'application/json', 'content-length': body.length }

const server = createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks))
    response.writeHead(200, headers).end(body)
  })
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
