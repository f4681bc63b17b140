package sim

import (
	"bytes"
	"encoding/binary"
	"net"
	"net/http"
	"strconv"
	"strings"
)

// FlatbedTrouble is one thing that is wrong with a simulated paper scanner.
type FlatbedTrouble string

// The troubles of a paper scanner.
const (
	FlatbedWell     FlatbedTrouble = ""
	FlatbedWarming  FlatbedTrouble = "warming"  // says "later" (503) once before each page
	FlatbedStuck    FlatbedTrouble = "stuck"    // says "later" for ever
	FlatbedOccupied FlatbedTrouble = "occupied" // another computer uses it: 503 for every job
	FlatbedConflict FlatbedTrouble = "conflict" // the same in the words of other makers: 409
	FlatbedDown     FlatbedTrouble = "down"     // says that it is broken
	FlatbedMute     FlatbedTrouble = "mute"     // takes requests and answers none
	FlatbedNoise    FlatbedTrouble = "noise"    // answers bytes that are no HTTP
	FlatbedNonsense FlatbedTrouble = "nonsense" // answers HTTP around bytes that mean nothing
	FlatbedCut      FlatbedTrouble = "cut"      // hangs up in the middle of a page
	FlatbedTorn     FlatbedTrouble = "torn"     // sends half a page as if it were whole
	FlatbedEndless  FlatbedTrouble = "endless"  // sends a page that does not end
	FlatbedHuge     FlatbedTrouble = "huge"     // sends a small file that says it is a huge picture
	FlatbedForeign  FlatbedTrouble = "foreign"  // sends a format that nobody asked for
	FlatbedRepeat   FlatbedTrouble = "repeat"   // sends the last page of the job before
	FlatbedCoarse   FlatbedTrouble = "coarse"   // scans at half the resolution, and does not say so
	FlatbedAbroad   FlatbedTrouble = "abroad"   // gives a job an address on another machine
)

// spoil answers a request as the trouble has it that concerns every request, and
// says whether it did.
func (f *Flatbed) spoil(t FlatbedTrouble, w http.ResponseWriter, r *http.Request) bool {
	switch t {
	case FlatbedMute:
		f.wait(r, never)
		return true
	case FlatbedNoise:
		hangUp(w, []byte("\x00\xFF\x16\x03\x01 not HTTP\r\n\r\n"))
		return true
	case FlatbedNonsense:
		if r.Method == http.MethodGet {
			_, _ = w.Write([]byte("\xFF\xD8\xFF\xE0<<<&nonsense;\x00]]>" + strings.Repeat("\x07", 400)))
			return true
		}
	}
	return false
}

// deliver sends a page, as the trouble has it.
func (f *Flatbed) deliver(t FlatbedTrouble, w http.ResponseWriter, page []byte) {
	kind := "image/jpeg"
	switch t {
	case FlatbedCut:
		head := "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: " + strconv.Itoa(len(page)) + "\r\n\r\n"
		hangUp(w, append([]byte(head), page[:len(page)/2]...))
		return
	case FlatbedTorn:
		page = page[:len(page)/2]
	case FlatbedForeign:
		kind, page = "application/pdf", []byte("%PDF-1.4\n%%EOF\n")
	case FlatbedHuge:
		page = enlarge(page)
	case FlatbedEndless:
		w.Header().Set("Content-Type", kind)
		for err := error(nil); err == nil; {
			_, err = w.Write(page)
		}
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(page)))
	_, _ = w.Write(page)
}

// enlarge writes 65,500 by 65,500 pixels into the frame header of a JPEG (SOF0,
// ITU-T T.81 B.2.2: marker FFC0, length, precision, height, width).
func enlarge(page []byte) []byte {
	page = bytes.Clone(page)
	if i := bytes.Index(page, []byte{0xFF, 0xC0}); i >= 0 {
		binary.BigEndian.PutUint16(page[i+5:], 65500)
		binary.BigEndian.PutUint16(page[i+7:], 65500)
	}
	return page
}

// hangUp sends raw bytes and closes the connection.
func hangUp(w http.ResponseWriter, p []byte) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = conn.Write(p)
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(1) // let the bytes go first
	}
}
