package all_test

import (
	"errors"
	"io/fs"
	"net"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/port"
)

// devices is how a configuration holds the entries.
type devices struct {
	IDCard  all.CardReader `yaml:"idcard"`
	Receipt all.Printer    `yaml:"receipt"`
	Code    all.Scanner    `yaml:"code"`
}

const config = `
idcard:  {kind: sdt, port: /dev/kiosk/idcard, baud: 57600}
receipt: {kind: escpos, port: /dev/kiosk/receipt, flow: rts-cts, width: 58, draw_codes: true}
code:    {kind: serial, port: /dev/kiosk/code, baud: 9600, framing: gap, gap: 80ms, aim: true, trigger: "16 54 0D"}
`

func TestConfig(t *testing.T) {
	var got devices
	if err := yaml.UnmarshalWithOptions([]byte(config), &got, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	want := devices{
		all.CardReader{Kind: "sdt", Line: all.Line{Port: "/dev/kiosk/idcard", Baud: 57600}},
		all.Printer{Kind: "escpos", Line: all.Line{Port: "/dev/kiosk/receipt", Flow: port.RTSCTS}, Width: 58, DrawCodes: true},
		all.Scanner{Kind: "serial", Line: all.Line{Port: "/dev/kiosk/code", Baud: 9600}, Framing: "gap", Gap: 80 * time.Millisecond, AIM: true, Trigger: "16 54 0D"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("config = %+v, want %+v", got, want)
	}
	openReader, err1 := got.IDCard.Opener(nowhere(), "idcard")
	openPrinter, err2 := got.Receipt.Opener(nowhere(), "receipt")
	openScanner, err3 := got.Code.Opener(nowhere(), "code")
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	for _, open := range []func() error{
		func() error { _, err := openReader(t.Context()); return err },
		func() error { _, err := openPrinter(t.Context()); return err },
		func() error { _, err := openScanner(t.Context()); return err },
	} {
		if err := open(); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("open = %v, want ErrNotExist: nothing is plugged in", err)
		}
	}
}

// nowhere is a site at which nothing is plugged in.
func nowhere() *all.Site { return all.NewSite(port.Tree{}, nil) }

func TestBadEntries(t *testing.T) {
	x := all.Line{Port: "x"}
	for _, c := range []struct {
		why  string
		err  error
		want string
	}{
		{"unknown kind", second(all.CardReader{Kind: "nfc", Line: x}.Opener(nowhere(), "idcard")), `idcard: unknown kind "nfc"; known: sdt`},
		{"no kind", second(all.Printer{Line: x}.Opener(nowhere(), "receipt")), `known: escpos`},
		{"no port", second(all.Scanner{Kind: "serial"}.Opener(nowhere(), "code")), `code: no port`},
		{"a font that is not there", second(all.Printer{Kind: "escpos", Line: x, Fonts: []string{"/none.ttf"}}.Opener(nowhere(), "receipt")), "/none.ttf"},
		{"a roll that does not exist", second(all.Printer{Kind: "escpos", Line: x, Width: 112}.Opener(nowhere(), "receipt")), "receipt: paper of 112 mm"},
		{"unknown flow control", second(all.Printer{Kind: "escpos", Line: all.Line{Port: "x", Flow: "dtr"}}.Opener(nowhere(), "receipt")), "rts-cts or xon-xoff"},
		{"unknown framing", second(all.Scanner{Kind: "serial", Line: x, Framing: "words"}.Opener(nowhere(), "code")), "lines or gap"},
		{"no hexadecimal", second(all.Scanner{Kind: "serial", Line: x, Trigger: "on"}.Opener(nowhere(), "code")), "code: trigger"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.why, c.err, c.want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// What hangs on the network says why it is not there, as what hangs on a line does.
func TestNobodyAtTheAddress(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	printer, err1 := all.DocumentPrinter{Kind: "ipp", URI: "ipp://" + address + "/ipp/print"}.Opener(nowhere(), "document")
	scanner, err2 := all.PageScanner{Kind: "escl", URL: "http://" + address + "/eSCL"}.Opener(nowhere(), "paper")
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{second(printer(t.Context())), second(scanner(t.Context()))} {
		if !errors.Is(err, fs.ErrNotExist) || drivers.CauseOf(err) != drivers.Unreachable {
			t.Errorf("open = %v (%s), want ErrNotExist by Unreachable", err, drivers.CauseOf(err))
		}
	}
}
