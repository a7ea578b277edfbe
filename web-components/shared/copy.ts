/** Puts a text on the clipboard as text/plain. False: the browser does not allow it, or the page is not a secure one. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
