// Required before a measured program: writes its peak resident memory, in KiB, to file descriptor 3 when it ends.
// VmHWM is of this program only; ru_maxrss, which Linux keeps across exec, may be that of the process that started it.
const { readFileSync, writeSync } = require('node:fs');

process.on('exit', () => {
  writeSync(3, String(peakOf()));
});

function peakOf() {
  try {
    return /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1];
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
