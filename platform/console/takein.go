package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"yitiji/platform/api"
	"yitiji/sync/wire"
)

// Bounds of an export that is handed in.
const (
	fileBytes  = 8 << 30 // eight times what a terminal keeps at most by default
	handWithin = time.Hour
)

func (c *console) takeInForm(w http.ResponseWriter, _ *http.Request) {
	c.show(w, http.StatusOK, "take-in", page{Title: "导入", Here: "take-in"})
}

// takeIn takes in the export in a form. It is put on the disk first, for all of it is read before
// anything is kept.
func (c *console) takeIn(w http.ResponseWriter, r *http.Request) {
	slow := http.NewResponseController(w)
	if err := slow.SetReadDeadline(time.Now().Add(handWithin)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		c.fail(w, err)
		return
	}
	file, err := os.CreateTemp("", "take-in-*.export")
	if err != nil {
		c.fail(w, err)
		return
	}
	defer func() { _ = errors.Join(file.Close(), os.Remove(file.Name())) }()
	err = receive(r, file)
	var taken api.TakenIn
	if err == nil {
		taken, err = c.options.TakeIn(r.Context(), file)
	}
	c.tookIn(r.Context(), w, taken, err)
}

// tookIn says what became of an export.
func (c *console) tookIn(ctx context.Context, w http.ResponseWriter, taken api.TakenIn, err error) {
	by := administratorOf(ctx)
	if err != nil {
		c.options.Log.Warn("an export was not taken in", "by", by, "error", err)
		why := refusalOf(err)
		if why == "" {
			c.fail(w, err)
			return
		}
		c.show(w, http.StatusUnprocessableEntity, "take-in", page{Title: "导入", Here: "take-in", Error: why})
		return
	}
	c.options.Log.Info("an export was taken in", "by", by, "terminal", taken.Terminal, "new", taken.New, "known", taken.Known,
		"refused", taken.Refused, "blobs", taken.Blobs, "lost", taken.Lost)
	c.show(w, http.StatusOK, "take-in", page{Title: "导入", Here: "take-in", Data: taken})
}

var errNoFile = errors.New("no file came with the form")

// receive writes the file of a form to another one, and goes back to its beginning.
func receive(r *http.Request, to *os.File) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return errNoFile
	}
	part, err := parts.NextPart()
	if err != nil || part.FormName() != "file" || part.FileName() == "" {
		return errors.Join(errNoFile, err)
	}
	if _, err := io.Copy(to, part); err != nil {
		return fmt.Errorf("receive an export: %w", err)
	}
	_, err = to.Seek(0, io.SeekStart)
	return err
}

// refusalOf words why an export was not taken in; empty when the centre is to blame.
func refusalOf(err error) string {
	switch {
	case errors.Is(err, errNoFile):
		return "请先选择终端导出的文件。"
	case errors.Is(err, wire.ErrExport):
		return "文件不完整，或者不是终端导出的文件，什么都没有导入。请从 U 盘重新复制一次；还是不行，请在终端重新导出。"
	case errors.Is(err, api.ErrForeign):
		return "这个文件不是本中心的终端导出的，或者这台终端后来换过身份重新登记，什么都没有导入。请核对是哪台终端。"
	case errors.As(err, new(*http.MaxBytesError)):
		return "文件太大。请在终端用 kiosk outbox export 加编号分几次导出。"
	}
	return ""
}
