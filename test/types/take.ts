/** Compiles when the value has the type that is written at the call; never run. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the type argument is the check
export declare function take<Type>(value: Type): void;
