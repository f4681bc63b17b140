// Package sane scans papers with every scanner that SANE knows, through its program
// scanimage as a child process: a back end that crashes or hangs takes a child with
// it, and nothing else. Device names are SANE's, as `scanimage -L` lists them.
//
// # How a scan runs
//
// One child scans all pages of a job (scanimage(1), --batch), because closing a
// scanner between two sheets makes many of them eject the rest. scanimage writes
// page n to the file n.part and renames it when the page is done. Here these files
// are made beforehand and lead to named pipes, so that pages go from process to process
// and never into a file; the renaming does not touch the pipe. A page counts only when all the bytes have come that its
// PNM header promises: a back end that ends a page early and says that all is well
// (SANE_STATUS_EOF) is caught by this.
//
// The exit status of scanimage is the SANE_Status that ended the scan (SANE Standard
// 1.06, table 1). Status 1 also stands for what scanimage says itself, such as a
// device that cannot be opened; the line on its standard error tells them apart.
//
// # Children
//
// Each child leads a process group of its own. When the context ends the group is
// asked to stop (SIGTERM lets scanimage cancel the scan), and killed after a moment;
// it is killed in any case when its leader has ended, before the leader is reaped,
// so that the group's number is still ours.
//
// # Where back ends differ from the book
//
//   - Names of sources and modes are each back end's own: "ADF", "Automatic Document
//     Feeder"; "Gray", "Grayscale". They are asked for (--all-options) once per
//     opening, and Options.Extra overrides what does not fit.
//   - A scanner that was unplugged in the middle of a page is an I/O error, and so
//     are a broken one and many other things. After one, the device is opened again
//     to see whether it is there.
//   - A name that does not exist is "Invalid argument" to most, and "Out of memory" to
//     sane-airscan.
//   - sane-airscan (0.99.27) fills up a page that was cut short, and says nothing; it
//     calls an open hatch an I/O error. eSCL scanners are better opened by
//     drivers/escl.
package sane
