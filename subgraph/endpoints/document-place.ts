import { StartupError } from '../startup-error.ts';

/** A value inside a document, and where it stands: what is wrong with it is said with file and JSON pointer. */
export class Place {
  constructor(
    readonly fileName: string,
    readonly value: unknown,
    readonly pointer = '',
  ) {}

  refuse(problem: string): never {
    throw new StartupError(`${this.fileName}: ${this.pointer || '/'} ${problem}`);
  }

  /** A member of an object or a list; its value is undefined where there is none. */
  at(key: string | number): Place {
    const value = (this.value as Record<string, unknown> | undefined)?.[key];
    const own = typeof this.value === 'object' && this.value !== null && Object.hasOwn(this.value, key);
    const step = String(key).replaceAll('~', '~0').replaceAll('/', '~1');
    return new Place(this.fileName, own ? value : undefined, `${this.pointer}/${step}`);
  }

  get isMissing(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** The members of an object; none where it is missing. */
  members(): [string, Place][] {
    if (this.isMissing) return [];
    if (typeof this.value !== 'object' || Array.isArray(this.value)) this.refuse('must be an object');
    return Object.keys(this.value as object).map((key) => [key, this.at(key)]);
  }

  /** The entries of a list; none where it is missing. */
  entries(): Place[] {
    if (this.isMissing) return [];
    if (!Array.isArray(this.value)) this.refuse('must be a list');
    return (this.value as unknown[]).map((_, index) => this.at(index));
  }

  /** A text, or what YAML took for a number or a date. */
  text(): string {
    const { value } = this;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return this.refuse('must be a text');
  }
}
