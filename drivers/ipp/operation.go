package ipp

import (
	"errors"
	"fmt"
	"slices"
)

// operation is what a request asks for (RFC 8011, table 20).
type operation uint16

// The operations that are used.
const (
	opPrintJob     operation = 0x0002
	opCreateJob    operation = 0x0005
	opSendDocument operation = 0x0006
	opCancelJob    operation = 0x0008
	opGetJob       operation = 0x0009
	opGetJobs      operation = 0x000A
	opGetPrinter   operation = 0x000B
)

// Versions of the protocol.
const (
	versionTwo    = 0x0200
	versionOneOne = 0x0101
)

// The statuses that make a difference (RFC 8011, appendix B).
const (
	lastGoodStatus    = 0x00FF // successful-ok and its relatives
	statusNotPossible = 0x0404 // client-error-not-possible: the job has ended
	statusNotFound    = 0x0406 // client-error-not-found
	statusGone        = 0x0407 // client-error-gone
	statusVersion     = 0x0503 // server-error-version-not-supported
	statusTemporary   = 0x0505 // server-error-temporary-error
	statusRefusing    = 0x0506 // server-error-not-accepting-jobs
	statusBusy        = 0x0507 // server-error-busy
)

// String is the operation's name.
func (o operation) String() string {
	names := map[operation]string{
		opPrintJob: "Print-Job", opCreateJob: "Create-Job", opSendDocument: "Send-Document", opCancelJob: "Cancel-Job",
		opGetJob: "Get-Job-Attributes", opGetJobs: "Get-Jobs", opGetPrinter: "Get-Printer-Attributes",
	}
	return names[o]
}

// refusal is an answer whose status is none of success.
type refusal struct {
	op     operation
	status uint16
}

// Error gives the number of the status. The text that came with it stays outside.
func (r *refusal) Error() string { return fmt.Sprintf("%s: status %04X", r.op, r.status) }

// refused says that err is a refusal with one of these statuses.
func refused(err error, statuses ...uint16) bool {
	var no *refusal
	return errors.As(err, &no) && slices.Contains(statuses, no.status)
}
