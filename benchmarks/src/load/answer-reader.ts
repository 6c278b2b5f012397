const END_OF_HEAD = "\r\n\r\n";

/** Finds the ends of answers in what a connection carries. Answers must have a Content-Length. */
export class AnswerReader {
  #head = "";
  #bodyLeft = 0;

  /**
   * Takes what was received, as Latin-1.
   *
   * @returns how many answers it completed
   * @throws when an answer is an error or has no length
   */
  read(text: string): number {
    let completed = 0;
    let rest = text;
    while (rest.length > 0) {
      if (this.#bodyLeft === 0) {
        this.#head += rest;
        const end = this.#head.indexOf(END_OF_HEAD);
        if (end === -1) return completed;
        this.#bodyLeft = bodyLength(this.#head.slice(0, end));
        rest = this.#head.slice(end + END_OF_HEAD.length);
        this.#head = "";
      }
      const taken = Math.min(this.#bodyLeft, rest.length);
      this.#bodyLeft -= taken;
      rest = rest.slice(taken);
      if (this.#bodyLeft === 0) completed++;
    }
    return completed;
  }
}

function bodyLength(head: string): number {
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined || !head.startsWith("HTTP/1.1 2")) {
    throw new Error(`The app under test answered:\n${head}`);
  }
  return Number(length);
}
