/** So many days a new database on a server keeps; the embedded one, and one that was there before, keeps everything. */
export const DEFAULT_DAYS = 7;
/** Ten years: more is a mistake in typing. */
export const MOST_DAYS = 3_650;
