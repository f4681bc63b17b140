package outbox

import (
	"errors"
	"os"
)

// The file is written ahead: its next megabytes are there, and zero, before they are needed.
// What a visit keeps then finds its room, whatever else fills the disk, and an fdatasync has no
// new blocks to tell the file system of, which makes it faster by a tenth.
const (
	aheadBytes = 16 << 20
	aheadStep  = 1 << 20
)

// stayAhead writes the file ahead when less than half of it is left. used is how much of the
// file is in use, in bytes. Only who writes may call it. That the disk is full is no error yet:
// Keep will say so.
func (o *Outbox) stayAhead(used int64) {
	if used+aheadBytes/2 <= o.laid || o.options.NoSync {
		return
	}
	left, err := free(o.path)
	if err != nil || left < o.options.Reserve+aheadBytes {
		return
	}
	if laid, err := layAhead(o.path, used+aheadBytes); err == nil {
		o.laid = laid
	}
}

// layAhead makes the file at path at least size bytes long, and returns how long it is.
func layAhead(path string, size int64) (int64, error) {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return 0, err
	}
	info, err := file.Stat()
	end := int64(0)
	if err == nil {
		end = info.Size()
	}
	for zeros := make([]byte, aheadStep); err == nil && end < size; end += aheadStep {
		_, err = file.WriteAt(zeros, end)
	}
	if err == nil {
		err = file.Sync()
	}
	return end, errors.Join(err, file.Close())
}
