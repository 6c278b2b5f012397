/**
 * A text that comes with request after request, such as a route. It remembers its place in the dictionary that is being
 * written, which is found without reading the text.
 */
export class RecurringText {
  readonly text: string;
  /** Of which {@link Dictionary.generation} `index` is; 0 before the first. */
  generation = 0;
  index = 0;

  constructor(text: string) {
    this.text = text;
  }
}
