import type { Figure } from '../eval/explanations/figures.js'
import type { ExplanationsReport, ReportedMethod } from '../eval/explanations.js'

type Row = [name: string, method: ReportedMethod]

const NAME = 24
const CELL = 18

const digits = (value: number | null | undefined, places: number): string => (value == null ? '–' : value.toFixed(places))

function cell({ mean, interval }: Figure): string {
  return interval ? `${digits(mean, 3)} ±${digits((interval[1] - interval[0]) / 2, 3)}` : digits(mean, 3)
}

function table(title: string, columns: Record<string, (method: ReportedMethod) => string>, rows: readonly Row[]): string[] {
  const line = (name: string, cells: readonly string[]) => name.padEnd(NAME) + cells.map((text) => text.padStart(CELL)).join('')
  return [
    title,
    line('', Object.keys(columns)),
    ...rows.map(([name, method]) =>
      line(
        name,
        Object.values(columns).map((read) => read(method)),
      ),
    ),
    '',
  ]
}

/** The report as tables: a method a line, random last; ± is half of the 95 % interval. */
export function explanationLines(report: ExplanationsReport): string[] {
  const { methods, random, reviews, long, sanityReviews, marked } = report
  const rows: Row[] = [...Object.entries(methods), ['random', random]]
  const side = (name: 'comprehensiveness' | 'sufficiency') => ({
    'top 1': (m: ReportedMethod) => cell(m[name].top1),
    'top 2': (m: ReportedMethod) => cell(m[name].top2),
    'top 3': (m: ReportedMethod) => cell(m[name].top3),
    AOPC: (m: ReportedMethod) => cell(m[name].aopc),
    normalised: (m: ReportedMethod) => cell(m[name].aopcNormalised),
    'less random': (m: ReportedMethod) => (m[name].aopc.overRandom ? cell({ ...m[name].aopc.overRandom, count: 0 }) : '–'),
    'times random': (m: ReportedMethod) => digits(m[name].aopc.timesRandom, 2),
  })
  const longer = (name: 'comprehensiveness' | 'sufficiency') => ({
    '20 %': (m: ReportedMethod) => cell(m[name].share20),
    '50 %': (m: ReportedMethod) => cell(m[name].share50),
    AOPC: (m: ReportedMethod) => cell(m[name].shareAopc),
    normalised: (m: ReportedMethod) => cell(m[name].shareAopcNormalised),
    'all, normalised': (m: ReportedMethod) => cell(m[name].curveNormalised),
  })
  const rho = (stage: 'head' | 'layers' | 'all') => (m: ReportedMethod) =>
    `${digits(m.sanity[stage]?.rho, 3)} ${digits(m.sanity[stage]?.wordRho, 3)}`
  return [
    ...table(`Comprehensiveness, ${reviews} reviews: higher is better`, side('comprehensiveness'), rows),
    ...table('Sufficiency: lower is better', side('sufficiency'), rows),
    ...table(
      `Comprehensiveness of the ${long} long reviews (last column: every number of words, all reviews)`,
      longer('comprehensiveness'),
      rows,
    ),
    ...table('Sufficiency of the same', longer('sufficiency'), rows),
    ...table(
      `Sanity: |Spearman's ρ| of morphemes and of words with random weights, ${sanityReviews} reviews: lower is better`,
      { head: rho('head'), layers: rho('layers'), all: rho('all') },
      rows,
    ),
    ...table(
      'Flips without the hottest word, agreement with occlusion, time of a review; beside integrated gradients',
      {
        flips: (m) => cell(m.flips),
        'Kendall τ-b': (m) => cell(m.kendall),
        milliseconds: (m) => digits(m.milliseconds.mean, 2),
        'AOPC of IG': (m) => digits(m.ofIntegratedGradients?.comprehensiveness, 3),
        'time of IG': (m) => digits(m.ofIntegratedGradients?.milliseconds, 3),
      },
      rows,
    ),
    ...(marked
      ? table(
          `Token F1 on ${marked.sentences} marked sentences (markers with each other: ${digits(marked.agreement, 3)})`,
          {
            'F1 of a': (m) => digits(m.marked?.a.f1, 3),
            'F1 of b': (m) => digits(m.marked?.b.f1, 3),
            mean: (m) => digits(m.marked?.f1, 3),
          },
          rows,
        )
      : []),
  ].slice(0, -1)
}
