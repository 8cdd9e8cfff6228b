/** Names and what they stand for. Python's None is `undefined`, its lists and tuples are arrays. */
export type Environment = Map<string, unknown>;

/** The names of a function's call: its own, and behind them those around it. */
export class Scope extends Map<string, unknown> {
  readonly #around: Environment;

  constructor(around: Environment) {
    super();
    this.#around = around;
  }

  override has(name: string): boolean {
    return super.has(name) || this.#around.has(name);
  }

  override get(name: string): unknown {
    return super.has(name) ? super.get(name) : this.#around.get(name);
  }
}

type Kwargs = Readonly<Record<string, unknown>>;

/** What Python code can call. */
export type Callable = (args: readonly unknown[], kwargs: Kwargs) => unknown;

/** A function of JavaScript that Python code may call with positional and keyword arguments. */
export function pythonFunction(run: Callable): Callable {
  return run;
}

/** An argument without its keyword, as in the corpus's `ones(3, rg)`. */
export class Flag {
  readonly keyword: string;
  readonly value: unknown;

  constructor(keyword: string, value: unknown) {
    this.keyword = keyword;
    this.value = value;
  }
}

/** A dict sketched by its keys; what has no value is as it would have to be. */
export class Outline extends Map<string, unknown> {}

/** A dotted name that starts at a module: `torch.autograd`. */
export class ModuleName {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
}

/** What a program raises itself. */
export class PythonError extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}
