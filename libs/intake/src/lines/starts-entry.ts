/**
 * Headers with which a log line begins: a date, a syslog or klog stamp, a bracket with a date, a JSON object. The
 * first characters decide, because this runs on every line of a file.
 */
const START =
  /^(?:\{|<\d{1,3}>|\[?\d{4}[-/]\d\d[-/]\d\d|\d{6} \d{6} |[A-Z][a-z]{2} [ \d]\d \d\d:|[IWEF]\d{4} \d\d:|\[(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} \d|\[\d\d\/|\S{1,120} \d{4}-\d\d-\d\d |\d{1,3}(?:\.\d{1,3}){3} \S+ \S+ \[)/;

/** Whether a line has a header of its own and so cannot go on with the line before it. */
export function startsEntry(head: string): boolean {
  return START.test(head);
}
