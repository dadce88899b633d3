import type { SqlClient } from '#src/index/pgvector.js'

export interface TestDatabase {
  client: SqlClient
  /** A name for a table of this run. */
  newTable(name: string): string
  tables: string[]
  close(): Promise<void>
}

/** PostgreSQL within the process, and the server of DATABASE_URL where that names one. One of each: the first takes seconds to start. */
export async function openDatabases(): Promise<TestDatabase[]> {
  const databases = [await inProcess()]
  const url = process.env.DATABASE_URL
  if (url?.startsWith('postgres')) databases.push(await server(url))
  return databases
}

export async function dropTables({ client, tables }: TestDatabase): Promise<void> {
  for (const table of tables) await client.query(`DROP TABLE IF EXISTS "${table}"`)
}

async function inProcess(): Promise<TestDatabase> {
  const { PGlite } = await import('@electric-sql/pglite')
  const { vector } = await import('@electric-sql/pglite-pgvector')
  const client = await PGlite.create({ extensions: { vector } })
  return database(client, () => client.close())
}

async function server(url: string): Promise<TestDatabase> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return database(client, () => client.end())
}

function database(client: SqlClient, close: () => Promise<void>): TestDatabase {
  const tables: string[] = []
  return {
    client,
    tables,
    newTable(name) {
      const table = `malgwi_test_${process.pid}_${name}`
      tables.push(table)
      return table
    },
    close,
  }
}
