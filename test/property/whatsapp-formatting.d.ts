/** The package's own types are not reachable by the paths that it exports. */
declare module '@flasd/whatsapp-formatting' {
  /** WhatsApp's marks as HTML. */
  export function format(text: string): string;
}
