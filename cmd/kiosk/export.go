package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"yitiji/sync/outbox"
	"yitiji/sync/uplink"
	"yitiji/sync/wire"
	"yitiji/terminal"
	"yitiji/terminal/words"
)

// export writes what waits, or what has some numbers of it, as an export. It records that before the
// end is written: a file that is whole was recorded.
func (k keeper) export(ctx context.Context, to io.Writer, numbers []string) error {
	sequences, err := sequencesOf(numbers)
	if err != nil {
		return err
	}
	w, err := wire.NewExportWriter(to, k.identity.Terminal, time.Now(), k.identity.Signer())
	if err != nil {
		return err
	}
	if err := k.box.Export(ctx, sequences, func(e outbox.Exported) error { return k.put(ctx, w, e) }); err != nil {
		return err
	}
	entries, blobs := w.Count()
	err = k.box.Record(ctx, terminal.Decision{What: terminal.OutboxExported, Who: terminal.ByTechnician, Detail: map[string]string{
		"entries": strconv.FormatUint(entries, 10), "blobs": strconv.FormatUint(blobs, 10),
	}})
	if err != nil {
		return err
	}
	return w.Close()
}

// begun remembers that an answer has begun.
type begun struct {
	http.ResponseWriter
	yes bool
}

func (b *begun) Write(p []byte) (int, error) {
	b.yes = true
	return b.ResponseWriter.Write(p)
}

// answerExport answers with an export. One that fails in the middle breaks off: nobody takes what
// there is of it for the whole.
func (k keeper) answerExport(w http.ResponseWriter, r *http.Request) {
	to := &begun{ResponseWriter: w}
	err := k.export(r.Context(), to, r.URL.Query()["n"])
	switch {
	case err != nil && to.yes:
		panic(http.ErrAbortHandler)
	case err != nil:
		http.Error(w, err.Error(), http.StatusConflict)
	}
}

// put puts an entry and the blob beside it into an export. A blob that the disk lost is noted as lost,
// and its entry goes all the same.
func (k keeper) put(ctx context.Context, w *wire.ExportWriter, e outbox.Exported) error {
	if e.Entry != nil {
		if err := w.Entry(uplink.Entries([]outbox.Sealed{*e.Entry})[0]); err != nil {
			return err
		}
	}
	if e.Blob == nil {
		return nil
	}
	file, err := k.box.OpenBlob(*e.Blob)
	if errors.Is(err, outbox.ErrNoBlob) {
		return k.box.LoseBlob(ctx, *e.Blob) // or the centre has it meanwhile: then there is nothing to note
	}
	if err != nil {
		return err
	}
	return errors.Join(putPieces(w, e.Blob.Address[:], e.Blob.Size, file), file.Close())
}

func putPieces(w *wire.ExportWriter, address []byte, size int64, from io.Reader) error {
	for offset := int64(0); offset < size; {
		data := make([]byte, min(size-offset, wire.MaxExportPiece))
		if _, err := io.ReadFull(from, data); err != nil {
			return err
		}
		if err := w.Piece(&wire.ExportPiece{Address: address, Size: uint64(size), Offset: uint64(offset), Data: data}); err != nil {
			return err
		}
		offset += int64(len(data))
	}
	return nil
}

type outboxExport struct {
	To        string   `arg:"" type:"path" help:"A folder, as of a stick, or the file to write."`
	Sequences []uint64 `arg:"" optional:"" help:"The numbers of the entries; all that waits where none is named."`
}

// exportReport is what an export holds.
type exportReport struct {
	Path    string `json:"path"`
	Entries uint64 `json:"entries"`
	Blobs   uint64 `json:"blobs"`
}

// Run writes an export, and reads it back.
func (c outboxExport) Run(ctx context.Context, conf config, v *speaker) error {
	query := url.Values{}
	for _, n := range c.Sequences {
		query.Add("n", strconv.FormatUint(n, 10))
	}
	var r exportReport
	err := withStore(ctx, conf, func(socket string) error {
		var store storeReport
		if err := ask(ctx, socket, http.MethodGet, "/outbox", &store); err != nil || len(store.Waiting) == 0 {
			return err
		}
		waiting, err := open(ctx, socket, http.MethodPost, "/outbox/export?"+query.Encode())
		if err != nil {
			return err
		}
		defer waiting.Close()
		r, err = writeExport(c.To, waiting)
		return err
	})
	if err != nil {
		return err
	}
	return v.tell(r, func() {
		if r.Path == "" {
			v.line("outbox.nothing-waits")
			return
		}
		v.line("outbox.exported", words.With{"Entries": r.Entries, "Blobs": r.Blobs, "Path": r.Path})
	})
}

// writeExport writes an export to a file, or into a folder under a name of its own: durable, whole and
// read back, or not at all. A file that is there already is left as it is.
func writeExport(to string, export io.Reader) (r exportReport, err error) {
	r.Path = to
	if info, err := os.Stat(to); err == nil && info.IsDir() {
		r.Path = filepath.Join(to, time.Now().Format("yitiji-20060102-150405.export"))
	}
	if _, err := os.Lstat(r.Path); err == nil {
		return r, fmt.Errorf("%s is there already; name another file", r.Path)
	}
	part := r.Path + ".part"
	r.Entries, r.Blobs, err = copyExport(part, export)
	if err == nil {
		err = os.Rename(part, r.Path)
	}
	if err != nil {
		return r, errors.Join(stickError(err), removeIfThere(part))
	}
	return r, stickError(syncFolder(filepath.Dir(r.Path)))
}

func copyExport(path string, export io.Reader) (entries, blobs uint64, err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := io.Copy(file, export); err != nil {
		return 0, 0, err
	}
	if err := file.Sync(); err != nil {
		return 0, 0, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return 0, 0, err
	}
	return readBack(file)
}

// readBack reads an export to its end, and counts what is in it.
func readBack(from io.Reader) (entries, blobs uint64, err error) {
	r, err := wire.NewExportReader(from)
	for err == nil {
		_, _, err = r.Next()
	}
	if !errors.Is(err, io.EOF) {
		return 0, 0, fmt.Errorf("what was written cannot be read back; try again, or another stick: %w", err)
	}
	entries, blobs = r.Count()
	return entries, blobs, nil
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// stickError says what to do about a stick.
func stickError(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("the stick is full; take one with more room, or export fewer entries by their numbers: %w", err)
	case errors.Is(err, syscall.EROFS), errors.Is(err, os.ErrPermission):
		return fmt.Errorf("the stick cannot be written to; switch off its write protection, or take another one: %w", err)
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("there is no such folder; put the stick in and see where it is mounted: %w", err)
	}
	return err
}
