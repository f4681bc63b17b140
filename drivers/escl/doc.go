// Package escl scans papers with scanners that speak eSCL over HTTP (also called
// AirScan, or Mopria Scan): those in a network, and those on USB behind ipp-usb,
// which shows each on a port of the loopback, as http://127.0.0.1:60000/eSCL.
//
// # The protocol
//
// Below the root of the service, as the Mopria Alliance's "eSCL Technical
// Specification" has it:
//
//	GET    ScannerCapabilities        what it can do; asked once, then respected
//	GET    ScannerStatus              State, and AdfState for the feeder
//	POST   ScanJobs                   201 with the Location of the job
//	GET    {job}/NextDocument         200 with a page, 503 for later, 404 at the end
//	DELETE {job}                      ends it; 404 when it has ended by itself
//
// Lengths are in 1/300 inch. A scanner holds one job: every job is deleted at its
// end, whatever happened, and a job that another program left behind is Busy, or,
// where nobody else uses the scanner, deleted too (Options.Alone).
//
// # Where scanners differ from the book
//
//   - NextDocument answers 503 for as long as the lamp warms up and the carriage
//     moves, with a Retry-After or without.
//   - A jam or an open hatch ends a job in 409, 500, 503 or 404; the reason stands in
//     AdfState, which is therefore read before each of them is believed.
//   - The Location names the host as the scanner knows itself, which need not be how
//     we reach it. Only its path is used: a scanner cannot send us elsewhere.
//   - The document format is asked for in two elements, DocumentFormat (2.0) and
//     DocumentFormatExt (2.1); some heed one and some the other. Both are sent.
//   - Elements stand in either name space. Only their local names are compared.
//   - Some scan at another resolution than they agreed to. The picture tells.
//
// What a scanner sends is not believed until it has been decoded whole: half a page
// must not pass for a page. A picture that equals the last one of the scan before,
// byte for byte, is that picture: no sensor sees the same twice. It may be another
// person's, and is refused.
package escl
