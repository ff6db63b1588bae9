/** The dialog in which one says who one is; the frame of the page has it. */
export const dialogId = 'key-dialog';

/** Asks the reader who they are, or for a key. */
export function openKeyDialog(): void {
  const dialog = document.getElementById(dialogId);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  dialog.showModal();
  dialog.dispatchEvent(new Event('shown'));
}
