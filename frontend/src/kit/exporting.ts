/** Whether users may take data out of the app: the operator's choice, known before the first element is drawn. */
export const exporting = { isAllowed: true };
