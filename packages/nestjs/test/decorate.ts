/** Applies decorators to a method, last first, as TypeScript's old form does; `@Req()` and its like by their index. */
export function decorate(
  controller: { readonly prototype: object },
  method: string,
  decorators: readonly MethodDecorator[],
  parameters: readonly ParameterDecorator[] = [],
): void {
  const { prototype } = controller;
  for (const [index, parameter] of parameters.entries()) parameter(prototype, method, index);
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method)!;
  for (const each of decorators.toReversed()) each(prototype, method, descriptor);
}
