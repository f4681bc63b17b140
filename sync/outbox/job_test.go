package outbox

import "yitiji/terminal"

// SlipJob is a print of a slip, which may have been printed before.
func SlipJob(slip terminal.SlipNumber) terminal.PrintJob {
	return terminal.PrintJob{Paper: terminal.SlipPaper, Number: string(slip), Again: terminal.PrintWanted}
}

// PaperJob is SlipJob for a document.
func PaperJob(number string) terminal.PrintJob {
	return terminal.PrintJob{Paper: terminal.DocumentPaper, Number: number, Again: terminal.PrintWanted}
}
