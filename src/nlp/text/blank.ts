/** Whether a text shows nothing: white space, control characters, joiners, marks of no width and fillers are all there is of it. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(text)
}
