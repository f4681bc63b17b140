// Package ipp prints documents on A4 printers through the Internet Printing Protocol:
// directly on IPP Everywhere printers, on USB printers behind ipp-usb, and on queues
// of CUPS. Messages and their encoding are RFC 8010, their meaning RFC 8011; keywords
// and the syntax of the gauges are PWG 5100.13 and 5100.14, sizes PWG 5101.1.
//
// # One print
//
//	Get-Printer-Attributes   may it begin, what does the printer take
//	Get-Jobs, Cancel-Job     what this terminal left there before is cancelled
//	Create-Job               gives the job's number before a byte of the document is sent
//	Send-Document            at the same time as:
//	Get-Job-Attributes       until the job has ended
//	Cancel-Job               when it is held up, or the caller has left; confirmed
//
// A printer with Print-Job alone gives the number with the answer; when that is
// lost the job is looked for among those of this terminal.
//
// # What is known of the paper
//
// Printed is said when the job's state is "completed", and nothing else. NotStarted is
// said when nothing of the document was sent, when the printer answered that it took
// no job, and when a job ended as "canceled" or "aborted" and the printer counts
// what it prints and counted nothing: both states are only reached when all counts
// have their final values (RFC 8011, section 5.3.7). Everything else is Uncertain:
// a job that ended after its first sheet, a printer that counts nothing, one that
// does not answer any more or that has forgotten the job, and a job that was passed
// on to a device that cannot tell. A queue of CUPS ends a cancelled job before its
// printer has, and so is never sure that nothing came out.
//
// No request is ever repeated when any byte of it may have arrived, except questions.
// Each has a connection of its own: an answer that comes late, or twice, dies with
// its connection and cannot be taken for another. Redirects are not followed.
//
// # Where manuals are wrong
//
// The suffix of a state reason (-report, -warning, -error) does not say whether the
// printer can print. Measured with ippeveprinter 2.4.2: a tray that ran empty as
// media-empty-error is media-empty-warning while the printer works and
// media-empty-report while it is idle, and printer-state stays idle. So the reason
// counts, and not its suffix nor the state; only a reason that is not known here is
// believed by its suffix. media-empty is also said when another tray than that of
// the wanted size is empty, which printer-input-tray tells; media-ready names a size
// whose tray is empty. A job that is being cancelled stays "processing" until the
// printer has stopped, which is what "confirmed" waits for. A reason
// that comes while a job prints may mean the tray that its last sheet came from, so
// it must last before the job is given up.
//
// Real printers send malformed collections in attributes that are long and that
// nobody needs (media-col-database above all): each question names what it wants.
//
// The document, and the text that a printer adds to an answer, never reach an error
// or a log: only numbers and keywords do.
package ipp
