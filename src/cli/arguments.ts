import { InvalidArgumentError } from 'commander'

// commander says which option it is, and what was given.
const invalid = (instead: string) => new InvalidArgumentError(`Give ${instead}.`)

export function positiveInteger(value: string): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number) || number < 1) throw invalid('a whole number from 1 up')
  return number
}

export function positiveNumber(value: string): number {
  const number = Number(value)
  if (!(number > 0 && number < Number.POSITIVE_INFINITY)) throw invalid('a number above 0')
  return number
}

export function wholeNumbers(value: string): number[] {
  if (!/^\d{1,9}(,\d{1,9})*$/.test(value)) throw invalid('a list of numbers, e.g. 0,17')
  return value.split(',').map(Number)
}

export function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw invalid('a whole number from 0 up')
  return Number(value)
}

export function share(value: string): number {
  const number = Number(value)
  if (value.trim() === '' || !(number >= 0 && number < 1)) throw invalid('a share: from 0 to below 1')
  return number
}

export function fraction(value: string): number {
  const number = Number(value)
  if (value.trim() === '' || !(number >= 0 && number <= 1)) throw invalid('a part: from 0 to 1')
  return number
}

export function portNumber(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) throw invalid('a port: 0 to 65535')
  return Number(value)
}
