import { InvalidArgumentError } from 'commander';

/** A parser of an option's value that takes whole numbers in a range, and says so otherwise. */
export function wholeNumber(option: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`${option} takes a whole number from ${min} to ${max}.`);
  };
}
