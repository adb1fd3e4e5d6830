/** Tells whose a process is: that of the person who runs this, or another's. Undefined when there is none of that id. */
export function processOwner(pid: number): 'ours' | 'foreign' | undefined {
  try {
    process.kill(pid, 0);
    return 'ours';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'foreign' : undefined;
  }
}
