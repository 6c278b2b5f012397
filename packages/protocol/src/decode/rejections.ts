/** Why one record is not taken. */
export interface Rejection {
  code: string;
  detail: string;
}

/** The rejected records of one list, by position: the first reason found stands. */
export class Rejections {
  readonly byPosition = new Map<number, Rejection>();

  add(position: number, code: string, detail: string): void {
    if (!this.byPosition.has(position)) this.byPosition.set(position, { code, detail });
  }

  has(position: number): boolean {
    return this.byPosition.has(position);
  }

  get size(): number {
    return this.byPosition.size;
  }
}
