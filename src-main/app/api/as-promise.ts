/** A call that is answered at once; what it throws is its rejection. */
export function asPromise<Input, Output>(work: (input: Input) => Output): (input: Input) => Promise<Output> {
  return (input) =>
    new Promise((resolve) => {
      resolve(work(input));
    });
}
