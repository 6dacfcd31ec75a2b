'use strict';

const { readFileSync } = require('node:fs');

/** Linux counts CPU time in ticks of 10 ms, whatever the kernel's own clock (USER_HZ). */
const TICK_SECONDS = 0.01;

/** CPU seconds (user + system) that a process has used so far; NaN where there is no /proc. */
function processCpuSeconds(pid) {
  const fields = afterName(read(`/proc/${pid}/stat`));
  return (Number(fields[11]) + Number(fields[12])) * TICK_SECONDS;
}

/** CPU seconds that the whole machine has used so far, time stolen by its host included; NaN without /proc. */
function machineCpuSeconds() {
  const [user, nice, system, , , hardIrq, softIrq, steal] = read('/proc/stat')
    .split('\n', 1)[0]
    .split(/\s+/)
    .slice(1);
  return (
    [user, nice, system, hardIrq, softIrq, steal].reduce((sum, ticks) => sum + Number(ticks), 0) *
    TICK_SECONDS
  );
}

/** Resident memory of a process in bytes; NaN where there is no /proc. */
function residentBytes(pid) {
  return Number(/VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1]) * 1024;
}

/** A process' name may hold spaces and brackets, so the fields are counted from the last bracket on. */
function afterName(stat) {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function read(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

module.exports = { machineCpuSeconds, processCpuSeconds, residentBytes };
