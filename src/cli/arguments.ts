import { MalgwiError } from '../errors.js'

export function positiveInteger(value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1) throw new MalgwiError('USAGE', `${value} is not a whole number from 1 up.`)
  return number
}

export function positiveNumber(value: string): number {
  const number = Number(value)
  if (!(number > 0 && number < Number.POSITIVE_INFINITY)) throw new MalgwiError('USAGE', `${value} is no number above 0.`)
  return number
}

export function wholeNumbers(value: string): number[] {
  if (!/^\d{1,9}(,\d{1,9})*$/.test(value)) throw new MalgwiError('USAGE', `${value} is no list of numbers; write e.g. 0,17.`)
  return value.split(',').map(Number)
}

export function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new MalgwiError('USAGE', `${value} is not a whole number from 0 up.`)
  return Number(value)
}

export function share(value: string): number {
  const number = Number(value)
  if (value.trim() === '' || !(number >= 0 && number < 1))
    throw new MalgwiError('USAGE', `${value} is no share: from 0 to below 1.`)
  return number
}

export function fraction(value: string): number {
  const number = Number(value)
  if (value.trim() === '' || !(number >= 0 && number <= 1)) throw new MalgwiError('USAGE', `${value} is no part: from 0 to 1.`)
  return number
}
