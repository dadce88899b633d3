import { z } from 'zod'

const name = z.string().min(1).max(10_000)
const Header = z.strictObject({
  format: z.literal(1),
  objective: name,
  options: z.record(z.string(), z.unknown()),
  dimensions: z.int().min(1).max(10_000),
  words: z.array(z.tuple([name, z.number().min(0)])),
  labels: z.array(name),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

export type ModelHeader = z.infer<typeof Header>

/** The header of saved vectors. Throws what `invalid` makes of the first thing that is wrong. */
export function checkHeader(json: unknown, invalid: (detail: string) => Error): ModelHeader {
  const parsed = Header.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(`${issue!.path.join('.')} ${issue!.message}`)
}
