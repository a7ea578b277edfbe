import { realpathSync, statSync } from 'node:fs';

/** Which folder it is, wherever its name or a copy of its files may turn up. */
export interface FolderIdentity {
  /** Real path, without links. */
  path: string;
  /** Of the file system; as text, for it may be larger than a number of JSON holds. */
  device: string;
  inode: string;
}

export function identityOf(directory: string): FolderIdentity {
  const { dev, ino } = statSync(directory, { bigint: true });
  return { path: realpathSync(directory), device: String(dev), inode: String(ino) };
}

/** The same folder, also by another path: it may have been moved, or be mounted at two places. */
export function isSameFolder(one: FolderIdentity | undefined, other: FolderIdentity): boolean {
  return one?.device === other.device && one.inode === other.inode;
}
